/* SPDX-License-Identifier: BSD-3-Clause
 *
 * COMPONENTS.
 */
#include "readers/def_ahead.h"

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

/* Behind its `-`; the hash is that of its name, whose place in the table is fetched
 * meanwhile. */
static ird_status read_entry(ird_def_reader *r, ird_token *name, uint32_t *hash,
                             ird_component *component) {
    ird_parser *p = &r->p;
    ird_token macro;
    *component = (ird_component){.placement = IRD_UNPLACED};
    IRD_TRY(ird_parse_name(p, "the name of a component", name));
    *hash = ird_names_expect(&r->design->component_names, name->text, name->size);
    IRD_TRY(ird_parse_name(p, "the name of a macro", &macro));
    component->macro = ird_names_find(&r->tech->macro_names, macro.text, macro.size);
    if (component->macro < 0) {
        return fail_macro(r, &macro, name);
    }
    for (bool more = true; more;) {
        IRD_TRY(ird_def_next_attribute(r, &more));
        if (more) {
            IRD_TRY(read_attribute(r, component));
        }
    }
    return IRD_OK;
}

static ird_status add_component(ird_def_reader *r, const ird_token *name, uint32_t hash,
                                const ird_component *component) {
    ird_parser *p = &r->p;
    ird_design *design = r->design;
    int32_t id;
    bool added;
    IRD_TRY(ird_vec_reserve(&design->components, 1, p->format->doing, p->err));
    IRD_TRY(ird_names_add_expected(&design->component_names, hash, name->text, name->size,
                                   &id, &added, p->err));
    if (!added) {
        return ird_parse_fail_token(p, IRD_DEF_DUPLICATE, name,
                                    "component \"%s\" is defined twice",
                                    ird_parse_quoted(name).text);
    }
    design->components.items[design->components.count++] = *component;
    design->unplaced_count += component->placement == IRD_UNPLACED ? 1 : 0;
    return IRD_OK;
}

static ird_status read_component(ird_def_reader *r) {
    ird_component component;
    ird_token name;
    uint32_t hash;
    IRD_TRY(read_entry(r, &name, &hash, &component));
    return add_component(r, &name, hash, &component);
}

static ird_status look_at_component(ird_def_reader *r, ird_ahead_piece *piece,
                                    bool *is_taken) {
    ird_token name;
    ird_ahead_entry entry;
    IRD_TRY(read_entry(r, &name, &entry.hash, &entry.component));
    *is_taken = name.size <= UINT32_MAX;
    entry.name = name.text;
    entry.size = (uint32_t)name.size;
    IRD_TRY(ird_vec_reserve(&piece->entries, 1, r->p.format->doing, r->p.err));
    piece->entries.items[piece->entries.count++] = entry;
    return IRD_OK;
}

static ird_status take_components(ird_def_reader *r, const ird_ahead_piece *piece) {
    enum { AHEAD = 8 };
    const ird_ahead_entry *all = piece->entries.items;
    for (size_t i = 0; i < piece->count; i++) {
        ird_token name = {IRD_TOKEN_WORD, all[i].name, all[i].size};
        if (i + AHEAD < piece->count) {
            ird_names_fetch(&r->design->component_names, all[i + AHEAD].hash);
        }
        IRD_TRY(add_component(r, &name, all[i].hash, &all[i].component));
    }
    return IRD_OK;
}

ird_status ird_def_read_components(ird_def_reader *r) {
    static const ird_ahead ahead = {.section = "COMPONENTS",
                                    .look = look_at_component,
                                    .take = take_components,
                                    .read = read_component};
    return ird_def_read_entries(r, &ahead);
}
