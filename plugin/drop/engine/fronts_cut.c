/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "engine/fronts_tree.h"

static const char *const doing = "sharing a power grid among threads";

void ird_cut_free(ird_cut *cut) {
    if (cut != NULL) {
        ird_free(cut->subtrees.items);
        ird_free(cut->above.items);
        memset(cut, 0, sizeof *cut);
    }
}

static int32_t first_part(const ird_fronts *f, int32_t root) {
    while (f->dissection.parts.items[root].left >= 0) {
        root = f->dissection.parts.items[root].left;
    }
    return root;
}

/* From the part at root down, in the order of elimination. */
static ird_status cut_down(ird_cut *cut, const ird_fronts *f, int32_t root, double most,
                           ird_error *err) {
    const ird_part *part = &f->dissection.parts.items[root];
    int32_t first = first_part(f, root);
    size_t entries = f->panel_start[root + 1] - f->panel_start[first];
    ird_status status;
    if ((double)entries <= most || part->left < 0) {
        status = ird_vec_reserve(&cut->subtrees, 1, doing, err);
        if (status == IRD_OK) {
            cut->subtrees.items[cut->subtrees.count++] = (ird_subtree){first, root, 0};
        }
        return status;
    }
    status = cut_down(cut, f, part->left, most, err);
    if (status == IRD_OK && part->right >= 0) {
        status = cut_down(cut, f, part->right, most, err);
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&cut->above, 1, doing, err);
    }
    if (status == IRD_OK) {
        cut->above.items[cut->above.count++] = root;
    }
    return status;
}

ird_status ird_cut_make(ird_cut *cut, const ird_fronts *fronts, size_t pieces,
                        ird_error *err) {
    size_t parts = fronts->dissection.parts.count;
    double most = 1.1 * (double)fronts->panel_start[parts] / (double)pieces;
    ird_cut made = {0};
    ird_status status = cut_down(&made, fronts, (int32_t)parts - 1, most, err);
    if (status != IRD_OK) {
        ird_cut_free(&made);
        return status;
    }
    *cut = made;
    return IRD_OK;
}
