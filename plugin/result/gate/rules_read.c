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
#include "gate/rules_parts.h"
#include "gate/schema.h"
#include "gate/value.h"
#include "base/xml/elements.h"

typedef struct reader {
    ird_rules *rules;
    ird_elements in;
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
    VALUE_CEILING,    /* the ird_waiver */
    VALUE_LIMIT,      /* the ird_limit */
    VALUE_ALLOWANCE   /* double; the first of IRD_ALLOWANCES types, in their order */
} value_type;

/* --- attributes ----------------------------------------------------------------------
 */

/* Without blanks at its ends, never empty. */
static ird_status store_text(const ird_elements *in, const xmlNode *node,
                             const char *name, const char *text, char **member) {
    ird_slice slice = ird_slice_trimmed((ird_slice){text, strlen(text)});
    if (slice.size == 0) {
        return ird_element_fail_value(in, node, name, text, "a text that is not empty");
    }
    *member = ird_copy_string(slice.data, slice.size);
    return *member != NULL ? IRD_OK : ird_fail_memory(in->err, in->kind->doing);
}

/* NULL, or what would have been right. */
static const char *store_value(value_type type, const char *text, void *member) {
    if (type >= VALUE_ALLOWANCE) {
        return ird_allowance_set(member, (ird_allowance)(type - VALUE_ALLOWANCE), text);
    }
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
    case VALUE_CEILING:
        return ird_value_level(text, false, &((ird_waiver *)member)->up_to)
                   ? NULL
                   : "a drop such as 65mV or 6%";
    case VALUE_LIMIT:
        return ird_limit_set(member, text);
    case VALUE_TEXT:
    case VALUE_ALLOWANCE:
        break;
    }
    return NULL;
}

static ird_status store(const ird_elements *in, const xmlNode *node,
                        const ird_element_row *row, const char *text, void *target) {
    void *member = (char *)target + row->offset;
    const char *wanted = store_value((value_type)row->type, text, member);
    if (wanted != NULL) {
        return ird_element_fail_value(in, node, row->name, text, wanted);
    }
    switch ((value_type)row->type) {
    case VALUE_TEXT:
    case VALUE_DATE:
        return store_text(in, node, row->name, text, member);
    case VALUE_CEILING:
        return store_text(in, node, row->name, text, &((ird_waiver *)target)->up_to_text);
    case VALUE_LIMIT:
        return store_text(in, node, row->name, text, &((ird_limit *)target)->text);
    default:
        return IRD_OK;
    }
}

static ird_status read_attributes(const reader *r, const xmlNode *node,
                                  const ird_element_row *rows, void *target) {
    return ird_element_attributes(&r->in, node, rows, store, target);
}

/* --- elements ------------------------------------------------------------------------
 */

/* A box, or a region, whose rows also have a name. */
static ird_status read_corners(const reader *r, const xmlNode *node,
                               const ird_element_row *rows, void *target,
                               const ird_rect_um *box) {
    ird_status status = read_attributes(r, node, rows, target);
    if (status == IRD_OK) {
        status = ird_element_check_empty(&r->in, node);
    }
    if (status == IRD_OK && !(box->x0_um < box->x1_um && box->y0_um < box->y1_um)) {
        status = ird_fail_at(r->err, IRD_RULES_VALUE, r->in.path, xmlGetLineNo(node),
                             "element %s: x0 must be below x1, and y0 below y1",
                             ird_element_name(node));
    }
    return status;
}

/* --- limits --------------------------------------------------------------------------
 */

#define ALLOW(name, allowance)                                                           \
    { name, false, VALUE_ALLOWANCE + (allowance), offsetof(ird_limit, allow[allowance]) }
static const ird_element_row limits_rows[] = {
    {"net", false, VALUE_TEXT, offsetof(ird_limit, net)},
    {"corner", false, VALUE_TEXT, offsetof(ird_limit, corner)},
    ALLOW("allow_assumed_power", IRD_ALLOW_ASSUMED_POWER),
    ALLOW("allow_assumed_supply", IRD_ALLOW_ASSUMED_SUPPLY),
    ALLOW("allow_assumed_resistance", IRD_ALLOW_ASSUMED_RESISTANCE),
    ALLOW("allow_assumed_connections", IRD_ALLOW_ASSUMED_CONNECTIONS),
    ALLOW("allow_left_out", IRD_ALLOW_LEFT_OUT),
    ALLOW("allow_unmatched", IRD_ALLOW_UNMATCHED),
    ALLOW("allow_implausible", IRD_ALLOW_IMPLAUSIBLE),
    {0},
};
static const ird_element_row region_rows[] = {
    {"name", false, VALUE_TEXT, offsetof(ird_limit, region_name)},
    {"x0", true, VALUE_COORDINATE, offsetof(ird_limit, region.x0_um)},
    {"y0", true, VALUE_COORDINATE, offsetof(ird_limit, region.y0_um)},
    {"x1", true, VALUE_COORDINATE, offsetof(ird_limit, region.x1_um)},
    {"y1", true, VALUE_COORDINATE, offsetof(ird_limit, region.y1_um)},
    {0},
};
static const ird_element_row max_rows[] = {{"max", true, VALUE_LIMIT, 0}, {0}};
static const ird_element_row above_rows[] = {
    {"max", true, VALUE_LIMIT, 0},
    {"above", false, VALUE_HOTNESS, offsetof(ird_limit, above)},
    {0},
};
static const ird_element_row min_rows[] = {{"min", true, VALUE_LIMIT, 0}, {0}};
static const ird_element_row allowed_rows[] = {{"allowed", true, VALUE_LIMIT, 0}, {0}};

static const ird_element_row *const rows_of_limit[IRD_LIMIT_KINDS] = {
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

/* What a <limits> says, for each limit in it. */
static ird_status copy_scope(const ird_limit *scope, ird_limit *limit, ird_error *err) {
    limit->has_region = scope->has_region;
    limit->region = scope->region;
    memcpy(limit->allow, scope->allow, sizeof limit->allow);
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
    if (node->ns != NULL || !ird_value_kind(ird_element_name(node), &limit.kind)) {
        return ird_element_fail(&r->in, node, known_limits);
    }
    if (scope->has_region && !ird_limit_kind_has_place(limit.kind)) {
        return ird_element_fail(
            &r->in, node, "it in a limits without a region: it is of the net as a whole");
    }
    if ((status = read_attributes(r, node, rows_of_limit[limit.kind], &limit)) ==
            IRD_OK &&
        (status = ird_element_check_empty(&r->in, node)) == IRD_OK &&
        (status = copy_scope(scope, &limit, r->err)) == IRD_OK) {
        status = ird_rules_take(r->rules, &limit, r->err);
    }
    ird_limit_free(&limit);
    return status;
}

static ird_status read_limits(const reader *r, const xmlNode *node) {
    ird_limit scope = {0};
    const xmlNode *child = NULL;
    for (size_t i = 0; i < IRD_ALLOWANCES; i++) {
        scope.allow[i] = ird_allowance_default((ird_allowance)i);
    }
    ird_status status = read_attributes(r, node, limits_rows, &scope);
    if (status == IRD_OK) {
        status = ird_element_next(&r->in, node->children, &child);
    }
    if (status == IRD_OK && child != NULL && ird_element_is(child, "region")) {
        scope.has_region = true;
        status = read_corners(r, child, region_rows, &scope, &scope.region);
        if (status == IRD_OK) {
            status = ird_element_next(&r->in, child->next, &child);
        }
    }
    if (status == IRD_OK && child == NULL) {
        status = ird_fail_at(r->err, IRD_RULES_MISSING, r->in.path, xmlGetLineNo(node),
                             "element limits has no limit; give %s", known_limits);
    }
    while (status == IRD_OK && child != NULL) {
        status = read_limit(r, child, &scope);
        if (status == IRD_OK) {
            status = ird_element_next(&r->in, child->next, &child);
        }
    }
    ird_limit_free(&scope);
    return status;
}

/* --- waivers -------------------------------------------------------------------------
 */

static const ird_element_row waiver_rows[] = {
    {"reason", true, VALUE_TEXT, offsetof(ird_waiver, reason)},
    {"owner", true, VALUE_TEXT, offsetof(ird_waiver, owner)},
    {"expires", true, VALUE_DATE, offsetof(ird_waiver, expires)},
    {"limit", false, VALUE_KIND, 0},
    {"net", false, VALUE_TEXT, offsetof(ird_waiver, net)},
    {"layer", false, VALUE_TEXT, offsetof(ird_waiver, layer)},
    {"instance", false, VALUE_TEXT, offsetof(ird_waiver, instance)},
    {"up-to", false, VALUE_CEILING, 0},
    {0},
};
static const ird_element_row box_rows[] = {
    {"x0", true, VALUE_COORDINATE, offsetof(ird_rect_um, x0_um)},
    {"y0", true, VALUE_COORDINATE, offsetof(ird_rect_um, y0_um)},
    {"x1", true, VALUE_COORDINATE, offsetof(ird_rect_um, x1_um)},
    {"y1", true, VALUE_COORDINATE, offsetof(ird_rect_um, y1_um)},
    {0},
};

static ird_status read_box(const reader *r, const xmlNode *node, ird_waiver *waiver) {
    if (!ird_element_is(node, "box")) {
        return ird_element_fail(&r->in, node, "box, the only element inside a waiver");
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
        status = ird_element_next(&r->in, node->children, &child);
    }
    while (status == IRD_OK && child != NULL) {
        status = read_box(r, child, waiver);
        if (status == IRD_OK) {
            status = ird_element_next(&r->in, child->next, &child);
        }
    }
    if (status == IRD_OK && waiver->net == NULL && waiver->layer == NULL &&
        waiver->instance == NULL && waiver->boxes.count == 0) {
        status = ird_fail_at(r->err, IRD_RULES_MISSING, r->in.path, xmlGetLineNo(node),
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
    static const ird_element_row rows[] = {{"version", true, VALUE_VERSION, 0}, {0}};
    char unused = 0;
    const xmlNode *child = NULL;
    bool has_limits = false;
    if (!ird_element_is(root, "irdrop-rules")) {
        return ird_element_fail(&r->in, root, "irdrop-rules around everything");
    }
    ird_status status = read_attributes(r, root, rows, &unused);
    if (status == IRD_OK) {
        status = ird_element_next(&r->in, root->children, &child);
    }
    while (status == IRD_OK && child != NULL) {
        if (ird_element_is(child, "limits")) {
            has_limits = true;
            status = read_limits(r, child);
        } else if (ird_element_is(child, "waiver")) {
            status = read_waiver(r, child);
        } else {
            status = ird_element_fail(&r->in, child, "limits or waiver");
        }
        if (status == IRD_OK) {
            status = ird_element_next(&r->in, child->next, &child);
        }
    }
    if (status == IRD_OK && !has_limits) {
        status = ird_fail_at(r->err, IRD_RULES_MISSING, r->in.path, xmlGetLineNo(root),
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
    const ird_document_kind kind = {
        .what = "rules",
        .has = "have",
        .doing = "reading rules",
        .schema_name = "irdrop_rules.rng",
        .schema = ird_rules_schema,
        .schema_size = ird_rules_schema_size,
        .raises = {IRD_RULES_SIZE, IRD_RULES_XML, IRD_RULES_DOCTYPE, IRD_RULES_SCHEMA,
                   IRD_RULES_ELEMENT, IRD_RULES_ATTRIBUTE, IRD_RULES_MISSING,
                   IRD_RULES_VALUE},
    };
    const reader r = {rules, {&kind, path, err}, err};
    ird_status status;
    if ((status = ird_rules_copy(&copy, path, err)) != IRD_OK ||
        (status = ird_input_open(&input, path, err)) != IRD_OK ||
        (status = ird_document_parse(&document, &kind, path, input.data, input.size,
                                     err)) != IRD_OK ||
        (status = read_root(&r, xmlDocGetRootElement(document))) != IRD_OK ||
        (status = ird_document_validate(document, &kind, path, err)) != IRD_OK) {
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
