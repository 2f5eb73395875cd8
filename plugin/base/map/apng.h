/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Pictures one after the other in one PNG file: APNG, as the third edition of the PNG
 * specification (W3C, 2025) has it. A viewer that knows none shows the first.
 */
#ifndef IRD_BASE_MAP_APNG_H
#define IRD_BASE_MAP_APNG_H

#include "base/text.h"

/* PNG files of one size and kind, as bytes; the animation goes behind those of out. Each
 * picture is shown for delay_ms (1 to 65535), over and over. Raises MAP_PICTURE for bytes
 * that are no PNG and for sizes that differ. */
ird_status ird_apng_join(ird_text *out, const ird_text *pictures, size_t count,
                         unsigned delay_ms, ird_error *err);

#endif
