/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/weights/embedded.h"

#include <string.h>

/* The assembler copies the file; IRD_WEIGHTS_DIR comes from the build. */
#define EMBED(symbol, file)                                                              \
    __asm__(".pushsection .rodata, \"a\", @progbits\n"                                   \
            ".balign 64\n"                                                               \
            ".hidden " #symbol "_begin\n"                                                \
            ".globl " #symbol "_begin\n" #symbol "_begin:\n"                             \
            ".incbin \"" IRD_WEIGHTS_DIR "/" file "\"\n"                                 \
            ".hidden " #symbol "_end\n"                                                  \
            ".globl " #symbol "_end\n" #symbol "_end:\n"                                 \
            ".byte 0\n"                                                                  \
            ".popsection\n");                                                            \
    extern const unsigned char symbol##_begin[] __attribute__((visibility("hidden")));   \
    extern const unsigned char symbol##_end[] __attribute__((visibility("hidden")))

EMBED(ird_embedded_pdn, "pdn.safetensors");
EMBED(ird_embedded_pdn3, "pdn3.safetensors");
EMBED(ird_embedded_paper, "paper.safetensors");

typedef struct embedded {
    const char *name;
    const unsigned char *begin, *end;
} embedded;

static const embedded models[] = {
    {"pdn", ird_embedded_pdn_begin, ird_embedded_pdn_end},
    {"pdn3", ird_embedded_pdn3_begin, ird_embedded_pdn3_end},
    {"paper", ird_embedded_paper_begin, ird_embedded_paper_end},
};

ird_status ird_weights_embedded(ird_weights *weights, const char *name, ird_error *err) {
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        if (strcmp(models[i].name, name) == 0) {
            return ird_weights_parse(weights, "embedded", models[i].begin,
                                     (size_t)(models[i].end - models[i].begin), err);
        }
    }
    ird_status status = ird_fail(
        err, IRD_MODEL_UNKNOWN,
        "there is no embedded model \"%s\"; those are pdn, pdn3 and paper", name);
    ird_error_detail(err, name, strlen(name));
    return status;
}
