/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/corner_loop.h"

void ird_corner_loop_free(ird_corner_loop *loop) {
    for (size_t i = 0; i < loop->count; i++) {
        ird_corner_net_free(&loop->nets[i]);
    }
    ird_free(loop->nets);
    ird_free(loop->solved);
    *loop = (ird_corner_loop){0};
}

ird_status ird_corner_loop_make(ird_corner_loop *loop, const ird_cornered *nets,
                                size_t count, const ird_corner *corner, ird_error *err) {
    ird_corner_loop made = {.nets = ird_alloc_zero(count, sizeof *made.nets),
                            .solved = ird_alloc(count, sizeof *made.solved)};
    ird_status status = made.nets != NULL && made.solved != NULL
                            ? IRD_OK
                            : ird_fail_memory(err, "making a corner");
    while (status == IRD_OK && made.count < count) {
        size_t i = made.count++;
        status = ird_corner_net_make(&made.nets[i], nets[i].solved, nets[i].sources,
                                     corner, err);
        made.solved[i] = made.nets[i].solved;
    }
    if (status != IRD_OK) {
        ird_corner_loop_free(&made);
        return status;
    }
    *loop = made;
    return IRD_OK;
}
