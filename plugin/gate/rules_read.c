/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From the tree of a rules file to limits and waivers. Every fault is found here, with a
 * message that names the element; the schema then has the last word, so that what is
 * accepted here is accepted by every other reader of the schema.
 */
#include <string.h>

#include "base/input.h"
#include "base/lines.h"
#include "base/text.h"
#include "gate/document.h"
#include "gate/rules_parts.h"
#include "gate/value.h"

typedef struct reader {
    ird_rules *rules;
    const char *path;
    ird_error *err;
} reader;

/* What the value of an attribute is, and the type of the member that it is put into. */
typedef enum value_type {
    VALUE_VERSION,    /* none */
    VALUE_TEXT,       /* char * */
    VALUE_DATE,       /* char * */
    VALUE_KIND,       /* the ird_waiver */
    VALUE_COORDINATE, /* double */
    VALUE_HOTNESS,    /* ird_level */
    VALUE_LIMIT       /* the ird_limit */
} value_type;

typedef struct attribute {
    const char *name; /* NULL ends a table */
    bool required;
    value_type type;
    size_t offset;
} attribute;

static const char *text_of(const xmlChar *text) {
    return (const char *)text;
}

static bool is_named(const xmlNode *node, const char *name) {
    return node->ns == NULL && strcmp(text_of(node->name), name) == 0;
}

/* --- attributes ----------------------------------------------------------------------
 */

static ird_status fail_value(const reader *r, const xmlNode *node, const char *name,
                             const char *text, const char *wanted) {
    ird_status status = ird_fail_at(r->err, IRD_RULES_VALUE, r->path, xmlGetLineNo(node),
                                    "element %s: %s cannot be \"%.100s\"; give %s",
                                    text_of(node->name), name, text, wanted);
    ird_error_detail(r->err, text, strlen(text));
    return status;
}

/* Without blanks at its ends, never empty. */
static ird_status store_text(const reader *r, const xmlNode *node, const char *name,
                             const char *text, char **member) {
    ird_slice slice = ird_slice_trimmed((ird_slice){text, strlen(text)});
    if (slice.size == 0) {
        return fail_value(r, node, name, text, "a text that is not empty");
    }
    *member = ird_copy_string(slice.data, slice.size);
    return *member != NULL ? IRD_OK : ird_fail_memory(r->err, "reading rules");
}

/* NULL, or what would have been right. */
static const char *store_value(value_type type, const char *text, void *member) {
    switch (type) {
    case VALUE_VERSION:
        return strcmp(text, "1") == 0 ? NULL : "1";
    case VALUE_DATE:
        return ird_value_is_date(text) ? NULL : "a day as YYYY-MM-DD";
    case VALUE_KIND:
        ((ird_waiver *)member)->has_kind = true;
        return ird_value_kind(text, &((ird_waiver *)member)->kind)
                   ? NULL
                   : "drop, relative-drop, hotspots, hot-area, effective-supply, "
                     "unconnected-instances or default-sources";
    case VALUE_COORDINATE:
        return ird_value_decimal(text, member) ? NULL : "a number of um, such as 12.5";
    case VALUE_HOTNESS:
        return ird_value_level(text, true, member)
                   ? NULL
                   : "a share of the worst such as 0.7, or a number with %, mV or V";
    case VALUE_LIMIT:
        return ird_limit_set(member, text);
    case VALUE_TEXT:
        break;
    }
    return NULL;
}

static ird_status store(const reader *r, const xmlNode *node, const attribute *row,
                        const char *text, void *target) {
    void *member = (char *)target + row->offset;
    const char *wanted = store_value(row->type, text, member);
    if (wanted != NULL) {
        return fail_value(r, node, row->name, text, wanted);
    }
    switch (row->type) {
    case VALUE_TEXT:
    case VALUE_DATE:
        return store_text(r, node, row->name, text, member);
    case VALUE_LIMIT:
        return store_text(r, node, row->name, text, &((ird_limit *)target)->text);
    default:
        return IRD_OK;
    }
}

/* Attributes have one piece of text each, for there are no entities. */
static const char *attribute_text(const xmlAttr *a) {
    return a->children != NULL ? text_of(a->children->content) : "";
}

static ird_status check_required(const reader *r, const xmlNode *node,
                                 const attribute *rows) {
    for (const attribute *row = rows; row->name != NULL; row++) {
        if (row->required && xmlHasProp(node, (const xmlChar *)row->name) == NULL) {
            ird_status status = ird_fail_at(
                r->err, IRD_RULES_MISSING, r->path, xmlGetLineNo(node),
                "element %s: attribute %s is missing", text_of(node->name), row->name);
            ird_error_detail(r->err, row->name, strlen(row->name));
            return status;
        }
    }
    return IRD_OK;
}

/* Put the attributes of node into target as the rows say; no other may be there. */
static ird_status read_attributes(const reader *r, const xmlNode *node,
                                  const attribute *rows, void *target) {
    for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
        const attribute *row = rows;
        while (row->name != NULL &&
               (a->ns != NULL || strcmp(row->name, text_of(a->name)) != 0)) {
            row++;
        }
        if (row->name == NULL) {
            ird_status status =
                ird_fail_at(r->err, IRD_RULES_ATTRIBUTE, r->path, xmlGetLineNo(node),
                            "element %s has no attribute %.100s", text_of(node->name),
                            text_of(a->name));
            ird_error_detail(r->err, text_of(a->name), strlen(text_of(a->name)));
            return status;
        }
        ird_status status = store(r, node, row, attribute_text(a), target);
        if (status != IRD_OK) {
            return status;
        }
    }
    return check_required(r, node, rows);
}

/* --- elements ------------------------------------------------------------------------
 */

/* The first element from node on, or NULL; comments and blanks are passed over. */
static ird_status next_element(const reader *r, const xmlNode *node,
                               const xmlNode **element) {
    for (; node != NULL && node->type != XML_ELEMENT_NODE; node = node->next) {
        bool is_text =
            node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
        if (is_text && xmlIsBlankNode(node) == 0) {
            return ird_fail_at(r->err, IRD_RULES_ELEMENT, r->path,
                               xmlGetLineNo(node->parent),
                               "element %s holds text; rules are made of elements and "
                               "attributes alone",
                               text_of(node->parent->name));
        }
    }
    *element = node;
    return IRD_OK;
}

static ird_status fail_element(const reader *r, const xmlNode *node, const char *wanted) {
    const char *name = text_of(node->name);
    ird_status status =
        ird_fail_at(r->err, IRD_RULES_ELEMENT, r->path, xmlGetLineNo(node),
                    "element %.100s has no place here; give %s", name, wanted);
    ird_error_detail(r->err, name, strlen(name));
    return status;
}

static ird_status check_empty(const reader *r, const xmlNode *node) {
    const xmlNode *child = NULL;
    ird_status status = next_element(r, node->children, &child);
    if (status == IRD_OK && child != NULL) {
        status = fail_element(r, child, "nothing inside the element around it");
    }
    return status;
}

/* A box, or a region, whose rows also have a name. */
static ird_status read_corners(const reader *r, const xmlNode *node,
                               const attribute *rows, void *target,
                               const ird_rect_um *box) {
    ird_status status = read_attributes(r, node, rows, target);
    if (status == IRD_OK) {
        status = check_empty(r, node);
    }
    if (status == IRD_OK && !(box->x0_um < box->x1_um && box->y0_um < box->y1_um)) {
        status = ird_fail_at(r->err, IRD_RULES_VALUE, r->path, xmlGetLineNo(node),
                             "element %s: x0 must be below x1, and y0 below y1",
                             text_of(node->name));
    }
    return status;
}

/* --- limits --------------------------------------------------------------------------
 */

static const attribute limits_rows[] = {
    {"net", false, VALUE_TEXT, offsetof(ird_limit, net)},
    {"corner", false, VALUE_TEXT, offsetof(ird_limit, corner)},
    {0},
};
static const attribute region_rows[] = {
    {"name", false, VALUE_TEXT, offsetof(ird_limit, region_name)},
    {"x0", true, VALUE_COORDINATE, offsetof(ird_limit, region.x0_um)},
    {"y0", true, VALUE_COORDINATE, offsetof(ird_limit, region.y0_um)},
    {"x1", true, VALUE_COORDINATE, offsetof(ird_limit, region.x1_um)},
    {"y1", true, VALUE_COORDINATE, offsetof(ird_limit, region.y1_um)},
    {0},
};
static const attribute max_rows[] = {{"max", true, VALUE_LIMIT, 0}, {0}};
static const attribute above_rows[] = {
    {"max", true, VALUE_LIMIT, 0},
    {"above", false, VALUE_HOTNESS, offsetof(ird_limit, above)},
    {0},
};
static const attribute min_rows[] = {{"min", true, VALUE_LIMIT, 0}, {0}};
static const attribute allowed_rows[] = {{"allowed", true, VALUE_LIMIT, 0}, {0}};

static const attribute *const rows_of_limit[IRD_LIMIT_KINDS] = {
    [IRD_LIMIT_DROP] = max_rows,
    [IRD_LIMIT_RELATIVE_DROP] = max_rows,
    [IRD_LIMIT_HOTSPOTS] = above_rows,
    [IRD_LIMIT_HOT_AREA] = above_rows,
    [IRD_LIMIT_EFFECTIVE_SUPPLY] = min_rows,
    [IRD_LIMIT_UNCONNECTED] = max_rows,
    [IRD_LIMIT_DEFAULT_SOURCES] = allowed_rows,
};

static const char known_limits[] =
    "drop, relative-drop, hotspots, hot-area, effective-supply, unconnected-instances or "
    "default-sources, and before them at most one region";

/* The net, corner and region of a <limits>, for each limit in it. */
static ird_status copy_scope(const ird_limit *scope, ird_limit *limit, ird_error *err) {
    limit->has_region = scope->has_region;
    limit->region = scope->region;
    ird_status status =
        ird_rules_copy(&limit->net, scope->net != NULL ? scope->net : "*", err);
    if (status == IRD_OK) {
        status = ird_rules_copy(&limit->corner,
                                scope->corner != NULL ? scope->corner : "*", err);
    }
    if (status == IRD_OK) {
        status =
            ird_rules_copy(&limit->region_name,
                           scope->region_name != NULL ? scope->region_name : "", err);
    }
    return status;
}

static ird_status read_limit(const reader *r, const xmlNode *node,
                             const ird_limit *scope) {
    ird_limit limit = {.line = xmlGetLineNo(node)};
    ird_status status;
    if (node->ns != NULL || !ird_value_kind(text_of(node->name), &limit.kind)) {
        return fail_element(r, node, known_limits);
    }
    if (scope->has_region && !ird_limit_kind_has_place(limit.kind)) {
        return fail_element(
            r, node, "it in a limits without a region: it is of the net as a whole");
    }
    if ((status = read_attributes(r, node, rows_of_limit[limit.kind], &limit)) ==
            IRD_OK &&
        (status = check_empty(r, node)) == IRD_OK &&
        (status = copy_scope(scope, &limit, r->err)) == IRD_OK) {
        status = ird_rules_take(r->rules, &limit, r->err);
    }
    ird_limit_free(&limit);
    return status;
}

static ird_status read_limits(const reader *r, const xmlNode *node) {
    ird_limit scope = {0};
    const xmlNode *child = NULL;
    ird_status status = read_attributes(r, node, limits_rows, &scope);
    if (status == IRD_OK) {
        status = next_element(r, node->children, &child);
    }
    if (status == IRD_OK && child != NULL && is_named(child, "region")) {
        scope.has_region = true;
        status = read_corners(r, child, region_rows, &scope, &scope.region);
        if (status == IRD_OK) {
            status = next_element(r, child->next, &child);
        }
    }
    if (status == IRD_OK && child == NULL) {
        status = ird_fail_at(r->err, IRD_RULES_MISSING, r->path, xmlGetLineNo(node),
                             "element limits has no limit; give %s", known_limits);
    }
    while (status == IRD_OK && child != NULL) {
        status = read_limit(r, child, &scope);
        if (status == IRD_OK) {
            status = next_element(r, child->next, &child);
        }
    }
    ird_limit_free(&scope);
    return status;
}

/* --- waivers -------------------------------------------------------------------------
 */

static const attribute waiver_rows[] = {
    {"reason", true, VALUE_TEXT, offsetof(ird_waiver, reason)},
    {"owner", true, VALUE_TEXT, offsetof(ird_waiver, owner)},
    {"expires", true, VALUE_DATE, offsetof(ird_waiver, expires)},
    {"limit", false, VALUE_KIND, 0},
    {"net", false, VALUE_TEXT, offsetof(ird_waiver, net)},
    {"layer", false, VALUE_TEXT, offsetof(ird_waiver, layer)},
    {"instance", false, VALUE_TEXT, offsetof(ird_waiver, instance)},
    {0},
};
static const attribute box_rows[] = {
    {"x0", true, VALUE_COORDINATE, offsetof(ird_rect_um, x0_um)},
    {"y0", true, VALUE_COORDINATE, offsetof(ird_rect_um, y0_um)},
    {"x1", true, VALUE_COORDINATE, offsetof(ird_rect_um, x1_um)},
    {"y1", true, VALUE_COORDINATE, offsetof(ird_rect_um, y1_um)},
    {0},
};

static ird_status read_box(const reader *r, const xmlNode *node, ird_waiver *waiver) {
    if (!is_named(node, "box")) {
        return fail_element(r, node, "box, the only element inside a waiver");
    }
    ird_rect_um box = {0};
    ird_status status = read_corners(r, node, box_rows, &box, &box);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&waiver->boxes, 1, "reading rules", r->err);
    }
    if (status == IRD_OK) {
        waiver->boxes.items[waiver->boxes.count++] = box;
    }
    return status;
}

static ird_status fill_waiver(const reader *r, const xmlNode *node, ird_waiver *waiver) {
    const xmlNode *child = NULL;
    ird_status status = read_attributes(r, node, waiver_rows, waiver);
    if (status == IRD_OK) {
        status = next_element(r, node->children, &child);
    }
    while (status == IRD_OK && child != NULL) {
        status = read_box(r, child, waiver);
        if (status == IRD_OK) {
            status = next_element(r, child->next, &child);
        }
    }
    if (status == IRD_OK && waiver->net == NULL && waiver->layer == NULL &&
        waiver->instance == NULL && waiver->boxes.count == 0) {
        status = ird_fail_at(r->err, IRD_RULES_MISSING, r->path, xmlGetLineNo(node),
                             "element waiver says not what it waives; give net, layer, "
                             "instance or a box");
    }
    return status;
}

static ird_status read_waiver(const reader *r, const xmlNode *node) {
    ird_waiver waiver = {.line = xmlGetLineNo(node)};
    ird_status status = fill_waiver(r, node, &waiver);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&r->rules->waivers, 1, "reading rules", r->err);
    }
    if (status == IRD_OK) {
        r->rules->waivers.items[r->rules->waivers.count++] = waiver;
    } else {
        ird_waiver_free(&waiver);
    }
    return status;
}

/* --- the file ------------------------------------------------------------------------
 */

static ird_status read_root(const reader *r, const xmlNode *root) {
    static const attribute rows[] = {{"version", true, VALUE_VERSION, 0}, {0}};
    char unused = 0;
    const xmlNode *child = NULL;
    bool has_limits = false;
    if (!is_named(root, "irdrop-rules")) {
        return fail_element(r, root, "irdrop-rules around everything");
    }
    ird_status status = read_attributes(r, root, rows, &unused);
    if (status == IRD_OK) {
        status = next_element(r, root->children, &child);
    }
    while (status == IRD_OK && child != NULL) {
        if (is_named(child, "limits")) {
            has_limits = true;
            status = read_limits(r, child);
        } else if (is_named(child, "waiver")) {
            status = read_waiver(r, child);
        } else {
            status = fail_element(r, child, "limits or waiver");
        }
        if (status == IRD_OK) {
            status = next_element(r, child->next, &child);
        }
    }
    if (status == IRD_OK && !has_limits) {
        status = ird_fail_at(r->err, IRD_RULES_MISSING, r->path, xmlGetLineNo(root),
                             "element irdrop-rules has no limits; without any there is "
                             "nothing to judge");
    }
    return status;
}

ird_status ird_rules_read(ird_rules *rules, const char *path, ird_error *err) {
    ird_input input = {0};
    xmlDoc *document = NULL;
    char *copy = NULL;
    size_t limits = rules->limits.count;
    size_t waivers = rules->waivers.count;
    const reader r = {rules, path, err};
    ird_status status;
    if ((status = ird_rules_copy(&copy, path, err)) != IRD_OK ||
        (status = ird_input_open(&input, path, err)) != IRD_OK ||
        (status = ird_document_parse(&document, path, input.data, input.size, err)) !=
            IRD_OK ||
        (status = read_root(&r, xmlDocGetRootElement(document))) != IRD_OK ||
        (status = ird_document_validate(document, path, err)) != IRD_OK) {
        ird_rules_truncate(rules, limits, waivers);
        goto done;
    }
    ird_free(rules->path);
    rules->path = copy;
    copy = NULL;
done:
    xmlFreeDoc(document);
    ird_input_close(&input);
    ird_free(copy);
    return status;
}
