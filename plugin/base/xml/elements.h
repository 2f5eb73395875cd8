/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Walking over the elements of a file of ours. What is in the wrong place is an error
 * that names file, line and element.
 */
#ifndef IRD_BASE_XML_ELEMENTS_H
#define IRD_BASE_XML_ELEMENTS_H

#include <stdbool.h>

#include "base/xml/document.h"

/* What every step needs. */
typedef struct ird_elements {
    const ird_document_kind *kind;
    const char *path;
    ird_error *err;
} ird_elements;

/* An attribute that an element may have: the type of its value is that of who stores it,
 * offset that of its member. */
typedef struct ird_element_row {
    const char *name; /* NULL ends a table */
    bool required;
    int type;
    size_t offset;
} ird_element_row;

/* Put the text of an attribute into target. */
typedef ird_status ird_element_store(const ird_elements *in, const xmlNode *node,
                                     const ird_element_row *row, const char *text,
                                     void *target);

/* Name of the element, as a C string. */
const char *ird_element_name(const xmlNode *node);

/* Without a namespace. */
bool ird_element_is(const xmlNode *node, const char *name);

/* Put the attributes of node into target as the rows say; no other may be there. Raises
 * attribute and missing of the kind, and what store raises. */
ird_status ird_element_attributes(const ird_elements *in, const xmlNode *node,
                                  const ird_element_row *rows, ird_element_store *store,
                                  void *target);

/* The first element from node on, or NULL; comments and blanks are passed over, other
 * text raises element of the kind. */
ird_status ird_element_next(const ird_elements *in, const xmlNode *node,
                            const xmlNode **element);

/* Raises element of the kind where something stands inside node. */
ird_status ird_element_check_empty(const ird_elements *in, const xmlNode *node);

/* The errors of the kind themselves. wanted: what would have been right. */
ird_status ird_element_fail(const ird_elements *in, const xmlNode *node,
                            const char *wanted);
ird_status ird_element_fail_value(const ird_elements *in, const xmlNode *node,
                                  const char *name, const char *text, const char *wanted);

#endif
