/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Bytes inside of text: base64 (RFC 4648, with padding) and zlib's format (RFC 1950).
 */
#ifndef IRD_BASE_PACK_H
#define IRD_BASE_PACK_H

#include "base/text.h"

/* Each adds to the end of out, and leaves it as it was when it fails. NO_MEMORY. */
ird_status ird_base64_encode(ird_text *out, const void *bytes, size_t size,
                             ird_error *err);
ird_status ird_deflate(ird_text *out, const void *bytes, size_t size, ird_error *err);

/* The same backwards. Raises PACK_BROKEN for text that is none; blanks and ends of lines
 * between the letters of base64 are passed over. What would unpack to more than `most`
 * bytes is broken, too. */
ird_status ird_base64_decode(ird_text *out, const char *text, size_t size,
                             ird_error *err);
ird_status ird_inflate(ird_text *out, const void *bytes, size_t size, size_t most,
                       ird_error *err);

#endif
