/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network in parts, as files: what one process says to those that solve it together,
 * and what they answer. The one definition of the format, for who writes and who reads.
 *
 * The network is the core of the equations (graph.h): sources, chains and dead ends are
 * eliminated before, as for every engine. A rail is such a chain, so that a file holds a
 * node for each via of a rail and none for its pins. Who wrote the parts has the network
 * anyway and finds the drops at its other nodes from those of the core, for nothing; the
 * ranks, whose memory is what bounds a network, hold the less. (aes, VDD: 29,217 nodes,
 * 4,290 in the core.)
 *
 * Nodes are numbered through all parts; those of a part follow one another. Row i of the
 * matrix G is G_ii = leak_i + sum of siemens, G_ij = -siemens; it gives currents (A) from
 * drops (V, from the highest supply on). An edge between two parts stands in both.
 *
 *     FOLDER/part-P.network    the rows of the nodes of part P
 *     FOLDER/part-P.NAME       a vector: a value for each of its nodes; where there is
 * one alone NAME is currents, or drops for what was found
 *
 * All numbers in the byte order of the machine, which magic's neighbour tells. The head,
 * 88 bytes:
 *     char magic[8] "irdpart\n"; u32 order 0x01020304, version 1, kind, part, parts,
 *     payload_crc; u64 network, nodes, first, count, ends; f64 total_a; u32 zero,
 * head_crc (crc: that of zlib; head_crc is of the 84 bytes before it) and behind it
 *     network: f64 siemens[ends], leak[count]; u32 degree[count], neighbour[ends];
 *              f32 x[count], y[count], in database units from a corner
 *     vector:  f64 value[count]
 * ends are the degrees' sum. network is a number that the parts of one network and its
 * vectors share. total_a is the current of all loads of the network, 0 but in currents.
 */
#ifndef IRD_RANKS_PART_FILE_H
#define IRD_RANKS_PART_FILE_H

#include <stdint.h>

#include "base/input.h"
#include "base/text.h"

enum { IRD_PART_VERSION = 1 };

typedef enum ird_part_kind {
    IRD_PART_NETWORK = 1,
    IRD_PART_CURRENTS,
    IRD_PART_DROPS
} ird_part_kind;

typedef struct ird_part_head {
    char magic[8];
    uint32_t order, version, kind;
    uint32_t part, parts;
    uint32_t payload_crc;
    uint64_t network;
    uint64_t nodes;        /* of all parts */
    uint64_t first, count; /* of this one: [first, first + count) */
    uint64_t ends;         /* of edges; 0 but in a network */
    double total_a;
    uint32_t zero, head_crc;
} ird_part_head; /* without padding */

/* A file that was read: mapped, checked, its arrays where they lie. */
typedef struct ird_part_file {
    ird_input input;
    ird_text path;
    ird_part_head head;
    const double *siemens, *leak; /* of a network, and those below */
    const uint32_t *degree, *neighbour;
    const float *x, *y;
    const double *value; /* of a vector */
} ird_part_file;         /* all zero is an empty one */

/* Read a part. Every number is checked: neighbours are nodes of the network, siemens are
 * positive and finite, a file is as long as it says and has the sum that it says. Raises
 * PART_FILE with the file, and the errors of ird_input_open. */
ird_status ird_part_open(ird_part_file *part, const char *folder, size_t number,
                         const char *name, ird_part_kind kind, ird_error *err);
void ird_part_close(ird_part_file *part); /* leaves an empty one */

/* Whether a part or vector is of the same network, and of the same nodes. PART_FILE. */
ird_status ird_part_match(const ird_part_file *network, const ird_part_file *other,
                          ird_error *err);

/* Where the file of a part stands. */
ird_status ird_part_path(ird_text *path, const char *folder, size_t number,
                         const char *name, ird_error *err);

/* An array of a payload. */
typedef struct ird_part_piece {
    const void *data;
    size_t bytes;
} ird_part_piece;

/* Write a file of these pieces behind the head, whose magic, order, version and sums are
 * filled in: complete, or not at all. FILE_WRITE. */
ird_status ird_part_write(const char *folder, const char *name, const ird_part_head *head,
                          const ird_part_piece *pieces, size_t count, ird_error *err);

#endif
