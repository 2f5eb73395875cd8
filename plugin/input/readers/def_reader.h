/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Inside of the DEF reader. Each section reader is called behind the `;` of the section's
 * header and leaves behind its END.
 */
#ifndef IRD_READERS_DEF_READER_H
#define IRD_READERS_DEF_READER_H

#include "design/design.h"
#include "design/netlist.h"
#include "design/routing.h"
#include "readers/parse.h"
#include "readers/via_builder.h"

/* Units of a DEF that gives none, as the language has it. */
#define IRD_DEF_UNITS_ASSUMED 100

typedef struct ird_def_reader {
    ird_parser p;
    ird_design *design; /* being built */
    const ird_technology *tech;
    ird_via_builder builder;
    ird_via_source source;
    ird_point star; /* the last point, which * repeats */
    bool has_star;
    ird_token layer_name; /* the last layer looked up, for the next one is often it */
    int32_t layer;
    int64_t declared;         /* entries of the present section, by its header */
    int64_t entries;          /* read of it so far */
    ird_netlist *netlist;     /* NULL: NETS are counted; else all but NETS is skipped */
    const ird_design *placed; /* whose nets these are, in the second case */
    bool takes_sinks;         /* of the nets, too */
    ird_routing *routing;     /* not NULL: the metal of NETS is read, all else skipped */
    char divider, bus_open, bus_close; /* as unescaped names of nets have them */
    IRD_VEC(char) scratch;
} ird_def_reader;

ird_status ird_def_read_vias(ird_def_reader *r);
ird_status ird_def_read_components(ird_def_reader *r);
ird_status ird_def_read_pins(ird_def_reader *r);
ird_status ird_def_read_special_nets(ird_def_reader *r);
ird_status ird_def_read_blockages(ird_def_reader *r);
ird_status ird_def_read_nets_section(ird_def_reader *r);
ird_status ird_def_read_routing_section(ird_def_reader *r);

/* NETS: counted by their `-`; the supply pins of those that are special nets, too, are
 * read. */
ird_status ird_def_count_nets(ird_def_reader *r);

/* DIVIDERCHAR "c" ; and BUSBITCHARS "cc" ; behind the keyword. */
ird_status ird_def_read_divider(ird_def_reader *r);
ird_status ird_def_read_bus_bits(ird_def_reader *r);

/* One wiring statement of a special net; p.token is the word behind its +. `pending`
 * holds what the statements before have said for it. *is_known tells whether it was one.
 */
typedef struct ird_def_wiring {
    ird_wire_shape shape;
} ird_def_wiring;
ird_status ird_def_read_wiring(ird_def_reader *r, ird_def_wiring *pending,
                               bool *is_known);

/* Entry of a section: true in *more with p.token behind the `-`, or false behind END and
 * the name of the section. */
ird_status ird_def_next_entry(ird_def_reader *r, const char *section, bool *more);

/* At the end of a section: tell where it holds other than the entries it declares. */
ird_status ird_def_check_count(ird_def_reader *r, const char *section);

/* Read on to the next `+` (*more true, p.token is the word behind it) or `;`, from
 * p.token on: the arguments of what stands there. */
ird_status ird_def_next_attribute(ird_def_reader *r, bool *more);

/* The attribute in p.token is not read: a note, but where `skipped`, a list ended by
 * NULL, has it or it begins with ANTENNA. `what` is what it is an attribute of. */
ird_status ird_def_pass_attribute(ird_def_reader *r, const char *const *skipped,
                                  const char *what);

/* ( x y ) with * for the coordinate of the point before; an extension value goes into
 * *extension, -1 without one; a NULL extension refuses it. p.token is the `(`. */
ird_status ird_def_finish_point(ird_def_reader *r, ird_point *point, int64_t *extension);
ird_status ird_def_read_point(ird_def_reader *r, ird_point *point);

/* Two of them as a rectangle. */
ird_status ird_def_read_rect(ird_def_reader *r, ird_rect *rect);

/* Points up to the next token that is no `(`, into the builder's polygon; at least three.
 */
ird_status ird_def_read_polygon(ird_def_reader *r);

ird_status ird_def_read_orient(ird_def_reader *r, ird_orient *orient);
bool ird_def_is_orient(const ird_token *token, ird_orient *orient);

/* ( x y ) orient behind PLACED, FIXED or COVER. */
ird_status ird_def_read_place(ird_def_reader *r, ird_point *at, ird_orient *orient);
extern const ird_word ird_def_placements[];

/* Next token as the name of a layer of LEF. */
ird_status ird_def_read_layer(ird_def_reader *r, int32_t *layer);

/* The same for a shape of a `what` that can be dropped: -1, told, where it is unknown. */
ird_status ird_def_read_shape_layer(ird_def_reader *r, const char *what, int32_t *layer);

/* The via of that name, of this design or of LEF, in the numbering of ird_via_at. One
 * that lost the shapes it joins by is an error. */
ird_status ird_def_find_via(ird_def_reader *r, const ird_token *name, int32_t *via);

/* USE of pins and special nets. */
ird_status ird_def_read_use(ird_def_reader *r, ird_pin_use *use);

/* From what the builder and ird_polygon_cut make. */
ird_rect ird_def_rect_of_box(ird_box box);

#endif
