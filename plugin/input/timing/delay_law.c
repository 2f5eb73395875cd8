/* SPDX-License-Identifier: BSD-3-Clause */
#include "timing/delay_law.h"

#include <math.h>

ird_delay_law ird_delay_law_of(const ird_technology *tech) {
    double half_um = ird_technology_half_pitch_um(tech);
    return half_um >= 0.12  ? (ird_delay_law){1.5, 0.45}
           : half_um < 0.05 ? (ird_delay_law){1.2, 0.30}
                            : (ird_delay_law){1.3, 0.40};
}

double ird_delay_law_factor(const ird_delay_law *law, double nominal_v, double volt) {
    if (!(volt > law->vth_v)) {
        return (double)INFINITY;
    }
    return volt / nominal_v *
           pow((nominal_v - law->vth_v) / (volt - law->vth_v), law->alpha);
}

double ird_delay_between(double ratio, double high_v, double low_v, double nominal_v,
                         double volt) {
    return volt > 0 ? pow(volt / nominal_v, log(ratio) / log(low_v / high_v))
                    : (double)INFINITY;
}
