/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/xml_out.h"

#include "base/alloc.h"
#include "base/exact.h"

/* Errors of the stream are found by whoever commits it. */
static int write_stream(void *context, const char *bytes, int size) {
    return fwrite(bytes, 1, (size_t)size, context) == (size_t)size ? size : -1;
}

/* libxml2 fails here for want of memory or because the stream does. */
static void check(ird_xml_out *out, int result) {
    if (result < 0 && out->status == IRD_OK) {
        out->status = ird_fail(out->err, IRD_REPORT_XML,
                               "the XML could not be written: memory ran out or the disk "
                               "is full; nothing was changed");
    }
}

void ird_xml_out_open(ird_xml_out *out, FILE *stream, ird_error *err) {
    *out = (ird_xml_out){.err = err};
    xmlInitParser();
    xmlOutputBuffer *buffer = xmlOutputBufferCreateIO(write_stream, NULL, stream, NULL);
    out->writer = buffer != NULL ? xmlNewTextWriter(buffer) : NULL;
    if (out->writer == NULL) {
        if (buffer != NULL) {
            xmlOutputBufferClose(buffer);
        }
        check(out, -1);
        return;
    }
    check(out, xmlTextWriterSetIndent(out->writer, 1));
    check(out, xmlTextWriterStartDocument(out->writer, NULL, "UTF-8", NULL));
}

ird_status ird_xml_out_close(ird_xml_out *out) {
    if (out->status == IRD_OK) {
        check(out, xmlTextWriterEndDocument(out->writer));
    }
    if (out->status == IRD_OK) {
        check(out, xmlTextWriterFlush(out->writer));
    }
    if (out->writer != NULL) {
        xmlFreeTextWriter(out->writer);
    }
    return out->status;
}

void ird_xml_begin(ird_xml_out *out, const char *element) {
    if (out->status == IRD_OK) {
        check(out, xmlTextWriterStartElement(out->writer, (const xmlChar *)element));
    }
}

void ird_xml_end(ird_xml_out *out) {
    if (out->status == IRD_OK) {
        check(out, xmlTextWriterEndElement(out->writer));
    }
}

/* text as libxml2 can take it, or NULL and a status. */
static char *clean(ird_xml_out *out, const char *text) {
    char *copy = NULL;
    if (out->status == IRD_OK) {
        out->status = ird_exact_name(&copy, text, out->err);
    }
    return copy;
}

void ird_xml_attribute(ird_xml_out *out, const char *name, const char *text) {
    char *copy = clean(out, text);
    if (copy != NULL) {
        check(out, xmlTextWriterWriteAttribute(out->writer, (const xmlChar *)name,
                                               (const xmlChar *)copy));
    }
    ird_free(copy);
}

void ird_xml_attribute_count(ird_xml_out *out, const char *name, size_t count) {
    char number[32];
    snprintf(number, sizeof number, "%zu", count);
    ird_xml_attribute(out, name, number);
}

void ird_xml_text(ird_xml_out *out, const char *text) {
    char *copy = clean(out, text);
    if (copy != NULL) {
        check(out, xmlTextWriterWriteString(out->writer, (const xmlChar *)copy));
    }
    ird_free(copy);
}

void ird_xml_leaf(ird_xml_out *out, const char *element, const char *text) {
    ird_xml_begin(out, element);
    if (*text != '\0') {
        ird_xml_text(out, text);
    }
    ird_xml_end(out);
}
