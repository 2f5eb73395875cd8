/* SPDX-License-Identifier: BSD-3-Clause
 *
 * COMPONENTS.
 */
#include "readers/def_reader.h"

/* The word of an attribute is in p.token; only placements matter. */
static ird_status read_attribute(ird_def_reader *r, ird_component *component) {
    static const char *const skipped[] = {
        "EEQMASTER", "FOREIGN",   "GENERATE", "HALO",   "MASKSHIFT", "PROPERTY",
        "REGION",    "ROUTEHALO", "SOURCE",   "WEIGHT", NULL};
    ird_parser *p = &r->p;
    int placement = ird_parse_lookup(&p->token, ird_def_placements, -1);
    if (placement < 0) {
        return ird_def_pass_attribute(r, skipped, "component");
    }
    component->placement = (ird_placement)placement;
    if (component->placement == IRD_UNPLACED) { /* a place behind it counts for nothing */
        return IRD_OK;
    }
    return ird_def_read_place(r, &component->at, &component->orient);
}

static ird_status fail_macro(ird_def_reader *r, const ird_token *macro,
                             const ird_token *name) {
    return ird_parse_fail_token(&r->p, IRD_DEF_UNKNOWN_MACRO, macro,
                                "macro \"%s\" of component \"%s\" is in no LEF that was "
                                "read; read the LEF that defines it first",
                                ird_parse_quoted(macro).text,
                                ird_parse_quoted(name).text);
}

static ird_status read_component(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_design *design = r->design;
    ird_component component = {.placement = IRD_UNPLACED};
    ird_token name;
    ird_token macro;
    IRD_TRY(ird_parse_name(p, "the name of a component", &name));
    uint32_t hash = ird_names_expect(&design->component_names, name.text, name.size);
    IRD_TRY(ird_parse_name(p, "the name of a macro", &macro));
    component.macro = ird_names_find(&r->tech->macro_names, macro.text, macro.size);
    if (component.macro < 0) {
        return fail_macro(r, &macro, &name);
    }
    int32_t id;
    bool added;
    IRD_TRY(ird_vec_reserve(&design->components, 1, p->format->doing, p->err));
    for (bool more = true; more;) {
        IRD_TRY(ird_def_next_attribute(r, &more));
        if (more) {
            IRD_TRY(read_attribute(r, &component));
        }
    }
    IRD_TRY(ird_names_add_expected(&design->component_names, hash, name.text, name.size,
                                   &id, &added, p->err));
    if (!added) {
        return ird_parse_fail_token(p, IRD_DEF_DUPLICATE, &name,
                                    "component \"%s\" is defined twice",
                                    ird_parse_quoted(&name).text);
    }
    design->components.items[design->components.count++] = component;
    design->unplaced_count += component.placement == IRD_UNPLACED ? 1 : 0;
    return IRD_OK;
}

ird_status ird_def_read_components(ird_def_reader *r) {
    for (;;) {
        bool more;
        IRD_TRY(ird_def_next_entry(r, "COMPONENTS", &more));
        if (!more) {
            return IRD_OK;
        }
        IRD_TRY(read_component(r));
    }
}
