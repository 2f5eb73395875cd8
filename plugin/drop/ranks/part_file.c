/* SPDX-License-Identifier: BSD-3-Clause */
#include "ranks/part_file.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

#include "base/output.h"

static const char magic[8] = {'i', 'r', 'd', 'p', 'a', 'r', 't', '\n'};
enum { BYTE_ORDER_MARK = 0x01020304 };

_Static_assert(sizeof(ird_part_head) == 88, "the head has no padding");

/* zlib counts in 32 bits. */
static uint32_t sum_of(uint32_t sum, const void *data, size_t size) {
    const unsigned char *bytes = data;
    while (size > 0) {
        size_t piece = size < (size_t)1 << 30 ? size : (size_t)1 << 30;
        sum = (uint32_t)crc32(sum, bytes, (unsigned)piece);
        bytes += piece;
        size -= piece;
    }
    return sum;
}

static uint32_t head_sum(const ird_part_head *head) {
    return sum_of(0, head, offsetof(ird_part_head, head_crc));
}

ird_status ird_part_path(ird_text *path, const char *folder, size_t number,
                         const char *name, ird_error *err) {
    return ird_text_printf(path, err, "%s/part-%zu.%s", folder, number, name);
}

/* ---- reading ----------------------------------------------------------------------- */

static ird_status fail_part(const ird_part_file *part, ird_error *err, const char *what) {
    return ird_fail_at(err, IRD_PART_FILE, ird_text_get(&part->path), 0,
                       "%s; have the parts of the network written again", what);
}

static const char *head_fault(const ird_part_file *part, size_t number,
                              ird_part_kind kind) {
    const ird_part_head *head = &part->head;
    if (part->input.size < sizeof *head ||
        memcmp(head->magic, magic, sizeof magic) != 0) {
        return "this is no part of a network";
    }
    if (head->order != BYTE_ORDER_MARK) {
        return "this part of a network is of a machine of another byte order";
    }
    if (head->version != IRD_PART_VERSION) {
        return "this part of a network is of another version of irdrop";
    }
    if (head->head_crc != head_sum(head)) {
        return "the head of this part of a network is damaged";
    }
    if (head->kind != (uint32_t)kind || head->part != number) {
        return "this part of a network is another one than its name says";
    }
    bool is_whole = head->parts > head->part && head->nodes <= INT32_MAX &&
                    head->count <= head->nodes &&
                    head->first <= head->nodes - head->count &&
                    head->ends < SIZE_MAX / 64;
    return is_whole ? NULL : "the head of this part of a network contradicts itself";
}

/* The arrays behind the head, and whether the file is as long as they are. */
static bool place_arrays(ird_part_file *part, ird_part_kind kind) {
    size_t count = (size_t)part->head.count, ends = (size_t)part->head.ends;
    const char *data = part->input.data + sizeof part->head;
    size_t size = count * sizeof(double);
    if (kind == IRD_PART_NETWORK) {
        part->siemens = (const void *)data;
        part->leak = part->siemens + ends;
        part->degree = (const void *)(part->leak + count);
        part->neighbour = part->degree + count;
        part->x = (const void *)(part->neighbour + ends);
        part->y = part->x + count;
        size += ends * (sizeof(double) + sizeof(uint32_t)) +
                count * (sizeof(uint32_t) + 2 * sizeof(float));
    } else {
        part->value = (const void *)data;
    }
    return part->input.size == sizeof part->head + size;
}

static bool rows_are_sound(const ird_part_file *part) {
    const ird_part_head *head = &part->head;
    size_t end = 0;
    for (size_t i = 0; i < head->count; i++) {
        bool fits = part->degree[i] <= head->ends - end;
        if (!fits || !(part->leak[i] >= 0 && isfinite(part->leak[i])) ||
            !isfinite(part->x[i]) || !isfinite(part->y[i])) {
            return false;
        }
        for (size_t last = end + part->degree[i]; end < last; end++) {
            uint32_t other = part->neighbour[end];
            if (other >= head->nodes || other == head->first + i ||
                !(part->siemens[end] > 0 && isfinite(part->siemens[end]))) {
                return false;
            }
        }
    }
    return end == head->ends;
}

static bool values_are_sound(const ird_part_file *part) {
    for (size_t i = 0; i < part->head.count; i++) {
        if (!isfinite(part->value[i])) {
            return false;
        }
    }
    return true;
}

static ird_status check(ird_part_file *part, size_t number, ird_part_kind kind,
                        ird_error *err) {
    size_t head = sizeof part->head;
    memcpy(&part->head, part->input.data, part->input.size < head ? 0 : head);
    const char *fault = head_fault(part, number, kind);
    if (fault != NULL) {
        return fail_part(part, err, fault);
    }
    if (!place_arrays(part, kind)) {
        return fail_part(part, err, "this part of a network is cut off or too long");
    }
    if (sum_of(0, part->input.data + head, part->input.size - head) !=
        part->head.payload_crc) {
        return fail_part(part, err, "this part of a network is damaged");
    }
    bool is_sound =
        kind == IRD_PART_NETWORK ? rows_are_sound(part) : values_are_sound(part);
    return is_sound
               ? IRD_OK
               : fail_part(part, err, "this part of a network has impossible numbers");
}

ird_status ird_part_open(ird_part_file *part, const char *folder, size_t number,
                         const char *name, ird_part_kind kind, ird_error *err) {
    ird_part_file made = {0};
    ird_status status = ird_part_path(&made.path, folder, number, name, err);
    if (status == IRD_OK) {
        status = ird_input_open(&made.input, ird_text_get(&made.path), err);
    }
    if (status == IRD_OK) {
        status = check(&made, number, kind, err);
    }
    if (status != IRD_OK) {
        ird_part_close(&made);
        return status;
    }
    *part = made;
    return IRD_OK;
}

void ird_part_close(ird_part_file *part) {
    ird_input_close(&part->input);
    ird_text_free(&part->path);
    memset(part, 0, sizeof *part);
}

ird_status ird_part_match(const ird_part_file *network, const ird_part_file *other,
                          ird_error *err) {
    const ird_part_head *a = &network->head, *b = &other->head;
    return a->network == b->network && a->parts == b->parts && a->nodes == b->nodes &&
                   a->first == b->first && a->count == b->count
               ? IRD_OK
               : fail_part(other, err, "this file is of another network than its part");
}

/* ---- writing ----------------------------------------------------------------------- */

static ird_status write_file(const char *path, const ird_part_head *head,
                             const ird_part_piece *pieces, size_t count, ird_error *err) {
    ird_output output = {0};
    IRD_TRY(ird_output_open(&output, path, err));
    /* What fails to be written is found on commit. */
    (void)fwrite(head, sizeof *head, 1, output.stream);
    for (size_t i = 0; i < count; i++) {
        (void)fwrite(pieces[i].data, 1, pieces[i].bytes, output.stream);
    }
    return ird_output_commit(&output, err);
}

ird_status ird_part_write(const char *folder, const char *name, const ird_part_head *head,
                          const ird_part_piece *pieces, size_t count, ird_error *err) {
    ird_part_head full = *head;
    memcpy(full.magic, magic, sizeof magic);
    full.order = BYTE_ORDER_MARK;
    full.version = IRD_PART_VERSION;
    full.zero = 0;
    full.payload_crc = 0;
    for (size_t i = 0; i < count; i++) {
        full.payload_crc = sum_of(full.payload_crc, pieces[i].data, pieces[i].bytes);
    }
    full.head_crc = head_sum(&full);
    ird_text path = {0};
    ird_status status = ird_part_path(&path, folder, head->part, name, err);
    if (status == IRD_OK) {
        status = write_file(ird_text_get(&path), &full, pieces, count, err);
    }
    ird_text_free(&path);
    return status;
}
