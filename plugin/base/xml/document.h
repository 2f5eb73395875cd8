/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A file of ours in XML as a tree of libxml2, safely: nothing outside the file is read,
 * and a document type, without which there are no entities, is refused.
 */
#ifndef IRD_BASE_XML_DOCUMENT_H
#define IRD_BASE_XML_DOCUMENT_H

#include <libxml/tree.h>

#include "base/error.h"

/* What tells one kind of file from the other, in messages and by its schema. */
typedef struct ird_document_kind {
    const char *what;  /* "rules", "a plan" */
    const char *has;   /* the verb behind it: "have", "has" */
    const char *doing; /* "reading rules" */
    const char *schema_name, *schema;
    size_t schema_size;
    struct {
        ird_status size, xml, doctype, schema, element, attribute, missing, value;
    } raises;
} ird_document_kind;

/* Free document with xmlFreeDoc. Raises size, xml and doctype of the kind. */
ird_status ird_document_parse(xmlDoc **document, const ird_document_kind *kind,
                              const char *path, const char *data, size_t size,
                              ird_error *err);

/* Hold the document against the schema of the kind. Raises its schema. */
ird_status ird_document_validate(xmlDoc *document, const ird_document_kind *kind,
                                 const char *path, ird_error *err);

#endif
