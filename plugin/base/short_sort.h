/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Sorting of many lists that are short most often: by insertion, with the comparison
 * inlined, where qsort would take several times as long.
 */
#ifndef IRD_BASE_SHORT_SORT_H
#define IRD_BASE_SHORT_SORT_H

#include <stddef.h>
#include <stdlib.h>

enum { IRD_SHORT_LIST = 32 };

/* type items[count], by a comparison as qsort has it, which longer lists are sorted by.
 * Where it never calls two of them equal the order is the same either way. */
#define IRD_SHORT_SORT(type, items, count, compare)                                      \
    do {                                                                                 \
        type *const list_ = (items);                                                     \
        const size_t count_ = (count);                                                   \
        if (count_ > IRD_SHORT_LIST) {                                                   \
            qsort(list_, count_, sizeof *list_, compare);                                \
            break;                                                                       \
        }                                                                                \
        for (size_t from_ = 1; from_ < count_; from_++) {                                \
            const type moved_ = list_[from_];                                            \
            size_t at_ = from_;                                                          \
            for (; at_ > 0 && compare(&list_[at_ - 1], &moved_) > 0; at_--) {            \
                list_[at_] = list_[at_ - 1];                                             \
            }                                                                            \
            list_[at_] = moved_;                                                         \
        }                                                                                \
    } while (0)

#endif
