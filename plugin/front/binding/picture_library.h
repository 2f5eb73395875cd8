/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The library that draws pictures, which is loaded when the first is drawn.
 */
#ifndef IRD_BINDING_PICTURE_LIBRARY_H
#define IRD_BINDING_PICTURE_LIBRARY_H

#include "picture/picture.h"

/* What draws; it stays loaded. Raises PICTURE_LIBRARY where it is not beside the module
 * or lacks something itself. */
ird_status ird_tcl_picture_library(ird_picture_drawer **draw, ird_error *err);

#endif
