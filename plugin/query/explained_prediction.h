/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a predicted drop hangs on, beside what the exact one does where that can be had.
 *
 * The gradient of the prediction at one pixel, by back propagation through the network,
 * is a map for each of its channels. Two maps say in V what each pixel adds, as shares
 * do: currents   by what is drawn in the pixel: the drop is linear in currents, so that
 * these add up to it. Of a model that corrects a coarse solution the response of that to
 * a current at the place, times currents, and what the network adds by its channel
 * switching; of the one of three channels that channel's gradient and each pixel's part
 * of the current in all. metal      by the metal in the pixel: likewise of the coarse
 * solution resistor by resistor, and less what the network's channel power_grid takes
 * off. The same of the exact solution at its worst load in the pixel, by the adjoint.
 */
#ifndef IRD_QUERY_EXPLAINED_PREDICTION_H
#define IRD_QUERY_EXPLAINED_PREDICTION_H

#include "query/explained.h"
#include "report/explain_report.h"
#include "predict/predict.h"

typedef struct ird_hung_map {
    ird_map predicted, exact; /* exact: empty without an exact solution */
    double correlation;       /* over the pixels; NAN likewise, and of constant maps */
    size_t top_count, shared; /* of the top pixels of the prediction so many are among
                                 those of the exact map, too */
    ird_hung_pixel top[10];   /* by what is predicted */
} ird_hung_map;

typedef struct ird_explained_prediction {
    ird_result *prediction; /* the session's */
    const char *net;
    size_t pixel;
    ird_point_um at; /* of the pixel's middle */
    double drop;     /* in V, or relative */
    bool is_volt;
    ird_prediction_gradient gradient;
    ird_hung_map currents, metal;
    bool has_exact;
    double exact_drop_v;
} ird_explained_prediction; /* all zero is an empty one */

void ird_explained_prediction_free(ird_explained_prediction *explained);

/* Of the prediction for request, at its worst pixel or that of the load next to a place
 * (of kind WORST or POINT); a look, after which is asked for what was before. Raises
 * EXPLAIN_PLACE for a place beside the map; free it whatever the result. */
ird_status ird_session_explain_prediction(ird_explained_prediction *explained,
                                          ird_session *session,
                                          const ird_request *request,
                                          const ird_explain_place_wish *place,
                                          const ird_monitor *monitor, ird_error *err);

#endif
