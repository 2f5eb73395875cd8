/* SPDX-License-Identifier: BSD-3-Clause
 *
 * XML into a stream through libxml2's writer. After the first failure the rest does
 * nothing. Internal to report/.
 */
#ifndef IRD_REPORT_XML_OUT_H
#define IRD_REPORT_XML_OUT_H

#include <libxml/xmlwriter.h>
#include <stdio.h>

#include "base/error.h"

typedef struct ird_xml_out {
    xmlTextWriter *writer;
    ird_status status;
    ird_error *err;
} ird_xml_out;

/* Begins the document. Whatever happens, end with ird_xml_out_close, whose result counts.
 * Raises REPORT_XML. */
void ird_xml_out_open(ird_xml_out *out, FILE *stream, ird_error *err);
ird_status ird_xml_out_close(ird_xml_out *out);

/* Texts may hold any bytes: see ird_exact_name. */
void ird_xml_begin(ird_xml_out *out, const char *element);
void ird_xml_end(ird_xml_out *out);
void ird_xml_attribute(ird_xml_out *out, const char *name, const char *text);
void ird_xml_attribute_count(ird_xml_out *out, const char *name, size_t count);
void ird_xml_text(ird_xml_out *out, const char *text);
void ird_xml_leaf(ird_xml_out *out, const char *element, const char *text);

#endif
