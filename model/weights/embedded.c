/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/weights/embedded.h"

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

EMBED(ird_embedded_paper, "paper.safetensors");

const ird_embedded ird_embedded_models[] = {
    {"paper", ird_embedded_paper_begin, ird_embedded_paper_end},
    {NULL, NULL, NULL},
};
