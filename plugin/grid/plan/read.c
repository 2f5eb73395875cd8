/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From the tree of a plan file to the lines of a plan. Every fault is found here, with a
 * message that names the element; the schema then has the last word, so that what is
 * accepted here is accepted by every other reader of the schema.
 */
#include <string.h>

#include "base/input.h"
#include "base/lines.h"
#include "base/number.h"
#include "plan/plan.h"
#include "plan/schema.h"
#include "base/xml/elements.h"

static const ird_document_kind plan_kind = {
    .what = "a plan",
    .has = "has",
    .doing = "reading a plan",
    .schema_name = "irdrop_plan.rng",
    .schema = ird_plan_schema,
    .raises = {IRD_PLAN_SIZE, IRD_PLAN_XML, IRD_PLAN_DOCTYPE, IRD_PLAN_SCHEMA,
               IRD_PLAN_ELEMENT, IRD_PLAN_ATTRIBUTE, IRD_PLAN_MISSING, IRD_PLAN_VALUE},
};

typedef struct reader {
    ird_plan *plan;
    ird_elements in;
} reader;

/* What the value of an attribute is, and the type of the member that it is put into. */
typedef enum value_type {
    VALUE_VERSION,    /* none */
    VALUE_TEXT,       /* char *, owned by who reads the element */
    VALUE_USE,        /* ird_pin_use */
    VALUE_LENGTH,     /* double */
    VALUE_COORDINATE, /* double */
    VALUE_PAIR,       /* double[2] */
    VALUE_OFFSET,     /* the ird_plan_line */
    VALUE_REGION,     /* the ird_plan_line */
    VALUE_DIRECTION   /* ird_direction */
} value_type;

static bool parse_um(const char *text, bool may_be_negative, double *um) {
    double value;
    if (!ird_number_parse(text, strlen(text), &value) ||
        (value < 0 && !may_be_negative)) {
        return false;
    }
    *um = value;
    return true;
}

/* One of two words. */
static bool parse_choice(const char *text, const char *first, const char *second,
                         int first_value, int second_value, int *value) {
    bool is_first = strcmp(text, first) == 0;
    *value = is_first ? first_value : second_value;
    return is_first || strcmp(text, second) == 0;
}

static const char *store_use(const char *text, ird_pin_use *use) {
    int value;
    if (!parse_choice(text, "power", "ground", IRD_USE_POWER, IRD_USE_GROUND, &value)) {
        return "power or ground";
    }
    *use = (ird_pin_use)value;
    return NULL;
}

static const char *store_direction(const char *text, ird_direction *direction) {
    int value;
    if (!parse_choice(text, "horizontal", "vertical", IRD_DIRECTION_HORIZONTAL,
                      IRD_DIRECTION_VERTICAL, &value)) {
        return "horizontal or vertical";
    }
    *direction = (ird_direction)value;
    return NULL;
}

static const char *store_offset(const char *text, ird_plan_line *line) {
    line->has_offset = true;
    return ird_plan_pair_parse(text, line->offset_um)
               ? NULL
               : "a number of um, or two for x and y, not negative";
}

/* NULL, or what would have been right. */
static const char *store_value(value_type type, const char *text, void *member) {
    switch (type) {
    case VALUE_VERSION:
        return strcmp(text, "1") == 0 ? NULL : "1";
    case VALUE_USE:
        return store_use(text, member);
    case VALUE_DIRECTION:
        return store_direction(text, member);
    case VALUE_LENGTH:
        return parse_um(text, false, member) ? NULL : "a number of um, not negative";
    case VALUE_COORDINATE:
        return parse_um(text, true, member) ? NULL : "a number of um, such as 12.5";
    case VALUE_PAIR:
        return ird_plan_pair_parse(text, member)
                   ? NULL
                   : "a number of um, or two for x and y, not negative";
    case VALUE_OFFSET:
        return store_offset(text, member);
    case VALUE_REGION:
        return ird_plan_region_parse(text, &((ird_plan_line *)member)->region,
                                     &((ird_plan_line *)member)->box)
                   ? NULL
                   : "core, die, or x0 y0 x1 y1 in um with x0 < x1 and y0 < y1";
    case VALUE_TEXT:
        break;
    }
    return NULL;
}

static ird_status store(const ird_elements *in, const xmlNode *node,
                        const ird_element_row *row, const char *text, void *target) {
    char *member = (char *)target + row->offset;
    const char *wanted = store_value((value_type)row->type, text, member);
    if (wanted != NULL) {
        return ird_element_fail_value(in, node, row->name, text, wanted);
    }
    if ((value_type)row->type != VALUE_TEXT) {
        return IRD_OK;
    }
    ird_slice slice = ird_slice_trimmed((ird_slice){text, strlen(text)});
    if (slice.size == 0) {
        return ird_element_fail_value(in, node, row->name, text,
                                      "a text that is not empty");
    }
    char *copy = ird_copy_string(slice.data, slice.size);
    *(char **)(void *)member = copy;
    return copy != NULL ? IRD_OK : ird_fail_memory(in->err, in->kind->doing);
}

/* --- the lines of a net --------------------------------------------------------------
 */

#define AT(member) offsetof(ird_plan_line, member)

static const ird_element_row rails_rows[] = {
    {"layer", false, VALUE_TEXT, AT(layer)},
    {"width", false, VALUE_LENGTH, AT(width_um)},
    {"region", false, VALUE_REGION, 0},
    {0},
};
static const ird_element_row stripes_rows[] = {
    {"layer", true, VALUE_TEXT, AT(layer)},
    {"width", true, VALUE_LENGTH, AT(width_um)},
    {"pitch", false, VALUE_LENGTH, AT(pitch_um)},
    {"offset", false, VALUE_OFFSET, 0},
    {"region", false, VALUE_REGION, 0},
    {"direction", false, VALUE_DIRECTION, AT(direction)},
    {0},
};
static const ird_element_row source_rows[] = {
    {"layer", false, VALUE_TEXT, AT(layer)},
    {"x", true, VALUE_COORDINATE, AT(at.x_um)},
    {"y", true, VALUE_COORDINATE, AT(at.y_um)},
    {"size", false, VALUE_LENGTH, AT(size_um)},
    {0},
};
static const ird_element_row bumps_rows[] = {
    {"layer", false, VALUE_TEXT, AT(layer)}, {"pitch", true, VALUE_PAIR, AT(pitch_um)},
    {"offset", false, VALUE_OFFSET, 0},      {"size", false, VALUE_LENGTH, AT(size_um)},
    {"region", false, VALUE_REGION, 0},      {0},
};

static const ird_element_row removed_rows[] = {
    {"layer", true, VALUE_TEXT, AT(layer)},
    {"offset", false, VALUE_OFFSET, 0},
    {"region", false, VALUE_REGION, 0},
    {0},
};

static const ird_element_row widened_rows[] = {
    {"layer", true, VALUE_TEXT, AT(layer)},
    {"width", true, VALUE_LENGTH, AT(width_um)},
    {"offset", false, VALUE_OFFSET, 0},
    {"region", false, VALUE_REGION, 0},
    {0},
};
static const ird_element_row vias_rows[] = {
    {"layer", true, VALUE_TEXT, AT(layer)},
    {"upper", false, VALUE_TEXT, AT(upper)},
    {"region", false, VALUE_REGION, 0},
    {0},
};

static const ird_element_row *const rows_of_kind[] = {
    [IRD_PLAN_RAILS] = rails_rows,     [IRD_PLAN_STRIPES] = stripes_rows,
    [IRD_PLAN_SOURCE] = source_rows,   [IRD_PLAN_BUMPS] = bumps_rows,
    [IRD_PLAN_REMOVED] = removed_rows, [IRD_PLAN_WIDENED] = widened_rows,
    [IRD_PLAN_VIAS] = vias_rows,
};

static bool kind_of(const xmlNode *node, ird_plan_kind *kind) {
    for (int k = 0; k <= (int)IRD_PLAN_VIAS; k++) {
        if (ird_element_is(node, ird_plan_kind_name((ird_plan_kind)k))) {
            *kind = (ird_plan_kind)k;
            return true;
        }
    }
    return false;
}

/* What the plan itself finds wrong with a line gets the place in the file. */
static ird_status add_line(const reader *r, const xmlNode *node,
                           const ird_plan_line *line) {
    ird_error inner;
    ird_status status = ird_plan_add(r->plan, line, &inner);
    if (status == IRD_PLAN_VALUE) {
        return ird_fail_at(r->in.err, status, r->in.path, xmlGetLineNo(node),
                           "element %s: %.300s", ird_element_name(node), inner.text);
    }
    return status == IRD_OK ? IRD_OK : ird_fail_memory(r->in.err, plan_kind.doing);
}

static ird_status read_line(const reader *r, const xmlNode *node,
                            const ird_plan_line *net) {
    ird_plan_line line = {.net = net->net, .use = net->use};
    if (!kind_of(node, &line.kind)) {
        return ird_element_fail(&r->in, node,
                                "rails, stripes, source, bumps, removed, widened or "
                                "vias");
    }
    ird_status status =
        ird_element_attributes(&r->in, node, rows_of_kind[line.kind], store, &line);
    if (status == IRD_OK) {
        status = ird_element_check_empty(&r->in, node);
    }
    if (status == IRD_OK) {
        status = add_line(r, node, &line);
    }
    ird_free(line.layer);
    ird_free(line.upper);
    return status;
}

static ird_status read_net(const reader *r, const xmlNode *node) {
    static const ird_element_row rows[] = {
        {"name", true, VALUE_TEXT, AT(net)},
        {"use", false, VALUE_USE, AT(use)},
        {0},
    };
    ird_plan_line net = {.use = IRD_USE_OTHER};
    const xmlNode *child = NULL;
    ird_status status = ird_element_attributes(&r->in, node, rows, store, &net);
    if (status == IRD_OK) {
        status = ird_element_next(&r->in, node->children, &child);
    }
    if (status == IRD_OK && child == NULL) {
        status = ird_fail_at(r->in.err, IRD_PLAN_MISSING, r->in.path, xmlGetLineNo(node),
                             "element net is empty; give rails, stripes, source, "
                             "bumps, removed, widened or vias");
    }
    while (status == IRD_OK && child != NULL) {
        status = read_line(r, child, &net);
        if (status == IRD_OK) {
            status = ird_element_next(&r->in, child->next, &child);
        }
    }
    ird_free(net.net);
    return status;
}

/* --- the file ------------------------------------------------------------------------
 */

static ird_status read_root(const reader *r, const xmlNode *root) {
    static const ird_element_row rows[] = {{"version", true, VALUE_VERSION, 0}, {0}};
    char unused = 0;
    const xmlNode *child = NULL;
    if (!ird_element_is(root, "irdrop-plan")) {
        return ird_element_fail(&r->in, root, "irdrop-plan around everything");
    }
    ird_status status = ird_element_attributes(&r->in, root, rows, store, &unused);
    if (status == IRD_OK) {
        status = ird_element_next(&r->in, root->children, &child);
    }
    if (status == IRD_OK && child == NULL) {
        status = ird_fail_at(r->in.err, IRD_PLAN_MISSING, r->in.path, xmlGetLineNo(root),
                             "element irdrop-plan has no net; without any there is "
                             "nothing to lay");
    }
    while (status == IRD_OK && child != NULL) {
        status = ird_element_is(child, "net") ? read_net(r, child)
                                              : ird_element_fail(&r->in, child, "net");
        if (status == IRD_OK) {
            status = ird_element_next(&r->in, child->next, &child);
        }
    }
    return status;
}

ird_status ird_plan_read(ird_plan *plan, const char *path, ird_error *err) {
    ird_input input = {0};
    xmlDoc *document = NULL;
    size_t before = plan->lines.count;
    ird_document_kind kind = plan_kind;
    kind.schema_size = ird_plan_schema_size;
    const reader r = {plan, {&kind, path, err}};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_document_parse(&document, &kind, path, input.data, input.size, err);
    }
    if (status == IRD_OK) {
        status = read_root(&r, xmlDocGetRootElement(document));
    }
    if (status == IRD_OK) {
        status = ird_document_validate(document, &kind, path, err);
    }
    if (status != IRD_OK) {
        ird_plan_truncate(plan, before);
    }
    xmlFreeDoc(document);
    ird_input_close(&input);
    return status;
}
