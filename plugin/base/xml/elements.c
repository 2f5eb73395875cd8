/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/xml/elements.h"

#include <string.h>

static const char *text_of(const xmlChar *text) {
    return (const char *)text;
}

const char *ird_element_name(const xmlNode *node) {
    return text_of(node->name);
}

bool ird_element_is(const xmlNode *node, const char *name) {
    return node->ns == NULL && strcmp(text_of(node->name), name) == 0;
}

ird_status ird_element_fail_value(const ird_elements *in, const xmlNode *node,
                                  const char *name, const char *text,
                                  const char *wanted) {
    ird_status status =
        ird_fail_at(in->err, in->kind->raises.value, in->path, xmlGetLineNo(node),
                    "element %s: %s cannot be \"%.100s\"; give %s", text_of(node->name),
                    name, text, wanted);
    ird_error_detail(in->err, text, strlen(text));
    return status;
}

ird_status ird_element_fail(const ird_elements *in, const xmlNode *node,
                            const char *wanted) {
    const char *name = text_of(node->name);
    ird_status status =
        ird_fail_at(in->err, in->kind->raises.element, in->path, xmlGetLineNo(node),
                    "element %.100s has no place here; give %s", name, wanted);
    ird_error_detail(in->err, name, strlen(name));
    return status;
}

/* Attributes have one piece of text each, for there are no entities. */
static const char *attribute_text(const xmlAttr *a) {
    return a->children != NULL ? text_of(a->children->content) : "";
}

static ird_status check_required(const ird_elements *in, const xmlNode *node,
                                 const ird_element_row *rows) {
    for (const ird_element_row *row = rows; row->name != NULL; row++) {
        if (row->required && xmlHasProp(node, (const xmlChar *)row->name) == NULL) {
            ird_status status = ird_fail_at(
                in->err, in->kind->raises.missing, in->path, xmlGetLineNo(node),
                "element %s: attribute %s is missing", text_of(node->name), row->name);
            ird_error_detail(in->err, row->name, strlen(row->name));
            return status;
        }
    }
    return IRD_OK;
}

ird_status ird_element_attributes(const ird_elements *in, const xmlNode *node,
                                  const ird_element_row *rows, ird_element_store *store,
                                  void *target) {
    for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
        const ird_element_row *row = rows;
        while (row->name != NULL &&
               (a->ns != NULL || strcmp(row->name, text_of(a->name)) != 0)) {
            row++;
        }
        if (row->name == NULL) {
            ird_status status =
                ird_fail_at(in->err, in->kind->raises.attribute, in->path,
                            xmlGetLineNo(node), "element %s has no attribute %.100s",
                            text_of(node->name), text_of(a->name));
            ird_error_detail(in->err, text_of(a->name), strlen(text_of(a->name)));
            return status;
        }
        ird_status status = store(in, node, row, attribute_text(a), target);
        if (status != IRD_OK) {
            return status;
        }
    }
    return check_required(in, node, rows);
}

ird_status ird_element_next(const ird_elements *in, const xmlNode *node,
                            const xmlNode **element) {
    for (; node != NULL && node->type != XML_ELEMENT_NODE; node = node->next) {
        bool is_text =
            node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
        if (is_text && xmlIsBlankNode(node) == 0) {
            return ird_fail_at(
                in->err, in->kind->raises.element, in->path, xmlGetLineNo(node->parent),
                "element %s holds text; %s %s elements and attributes "
                "alone",
                text_of(node->parent->name), in->kind->what, in->kind->has);
        }
    }
    *element = node;
    return IRD_OK;
}

ird_status ird_element_check_empty(const ird_elements *in, const xmlNode *node) {
    const xmlNode *child = NULL;
    ird_status status = ird_element_next(in, node->children, &child);
    if (status == IRD_OK && child != NULL) {
        status = ird_element_fail(in, child, "nothing inside the element around it");
    }
    return status;
}
