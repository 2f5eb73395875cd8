/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/quantile_values.h"

Tcl_Obj *ird_tcl_quantiles(const ird_score_quantile quantiles[3]) {
    static const char *const names[] = {"q50", "q90", "q99"};
    Tcl_Obj *dict = Tcl_NewDictObj();
    for (int i = 0; i < 3; i++) {
        Tcl_Obj *one = Tcl_NewDictObj();
        ird_tcl_put_number(one, "drop_v", quantiles[i].drop_v);
        ird_tcl_put_number(one, "spread_v", quantiles[i].spread_v);
        ird_tcl_put(dict, names[i], one);
    }
    return dict;
}
