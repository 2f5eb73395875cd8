/* SPDX-License-Identifier: BSD-3-Clause
 *
 * tests/data/small.def over tests/data/small.lef, its numbers worked out by hand.
 */
#include "read_text.h"

enum { M1 = 2, V1 = 3, M2 = 4 }; /* layers of small.lef */

static ird_technology tech;
static ird_design small;

static void check_shape(const ird_shape *s, int32_t layer, int64_t x0, int64_t y0,
                        int64_t x1, int64_t y1, int line) {
    check_that(s->layer == layer, "the layer is the expected one", __FILE__, line);
    check_rect(s->box, x0, y0, x1, y1, __FILE__, line);
}
#define CHECK_SHAPE(s, layer, x0, y0, x1, y1)                                            \
    check_shape((s), (layer), (x0), (y0), (x1), (y1), __LINE__)

static void test_header_die_and_rows(void) {
    const ird_design *d = &small;
    CHECK_TEXT(d->name, "small");
    CHECK(d->units == 2000 && d->die_points.count == 4 && d->net_count == 3);
    CHECK_RECT(d->die, 0, 0, 100000, 50000);
    CHECK(d->die_points.items[1].x_dbu == 0 && d->die_points.items[1].y_dbu == 50000);
    CHECK(d->rows.count == 3 && d->rows.items[1].orient == IRD_ORIENT_FS);
    CHECK(d->rows.items[0].count_x == 40 && d->rows.items[0].step_x_dbu == 1000);
    CHECK_TEXT(ird_names_get(&d->keyword_names, d->rows.items[0].site), "unit");
    /* Site 1000 x 4000: r0 and r1 reach to 42000, r2 to 61000 and 34000. */
    CHECK_RECT(d->core, 2000, 2000, 61000, 34000);
}

static void test_design_vias(void) {
    const ird_design *d = &small;
    CHECK(d->design_vias.count == 4);
    const ird_design_via *gen = &d->design_vias.items[0];
    const ird_shape *s = &d->via_shapes.items[gen->first_shape];
    CHECK(gen->shape_count == 8 && gen->cut_count == 6);
    CHECK(gen->bottom == M1 && gen->cut == V1 && gen->top == M2);
    /* Cuts: 3 x 200 + 2 x 200 = 1000 by 2 x 200 + 220 = 620 around (50, -60). */
    CHECK_SHAPE(&s[0], M1, -549, -388, 651, 272);
    CHECK_SHAPE(&s[1], V1, -450, -370, -250, -170);
    CHECK_SHAPE(&s[6], V1, 350, 50, 550, 250);
    CHECK_SHAPE(&s[7], M2, -487, -486, 593, 374);

    const ird_design_via *box = &d->design_vias.items[1];
    CHECK(box->shape_count == 3 && box->cut_count == 1 && box->top == M2);

    /* F8: five cuts; R2A = AA: the first, third and fifth. */
    const ird_design_via *pat = &d->design_vias.items[2];
    s = &d->via_shapes.items[pat->first_shape];
    CHECK(pat->cut_count == 8 && pat->shape_count == 10);
    CHECK_SHAPE(&s[1], V1, -450, -150, -350, -50);
    CHECK_SHAPE(&s[6], V1, -450, 50, -350, 150);
    CHECK_SHAPE(&s[7], V1, -50, 50, 50, 150);
    CHECK_SHAPE(&s[8], V1, 350, 50, 450, 150);

    const ird_design_via *pol = &d->design_vias.items[3];
    CHECK(pol->shape_count == 2 && pol->cut == -1 && pol->cut_count == 0);
}

static void test_components(void) {
    const ird_design *d = &small;
    CHECK(d->components.count == 10 && d->unplaced_count == 2);
    static const ird_placement placements[] = {
        IRD_PLACED, IRD_PLACED, IRD_FIXED,  IRD_COVER,    IRD_PLACED,
        IRD_PLACED, IRD_PLACED, IRD_PLACED, IRD_UNPLACED, IRD_UNPLACED};
    for (size_t i = 0; i < 10; i++) {
        const ird_component *c = &d->components.items[i];
        CHECK(c->placement == placements[i]);
        CHECK(i >= 8 || c->orient == (ird_orient)i); /* written in this order */
    }
    CHECK(find_name(&d->component_names, "top\\/u[3].x") == 7);
    /* SIZE 1 x 2 um is 2000 x 4000. */
    CHECK_RECT(ird_component_box(d, &tech, 0), 2000, 2000, 4000, 6000);
    CHECK_RECT(ird_component_box(d, &tech, 1), 6000, 2000, 10000, 4000);
    CHECK_RECT(ird_component_box(d, &tech, 7), 36000, 2000, 40000, 4000);
    CHECK_NEAR(ird_component_area_um2(d, &tech, 1), 2, 0);
    CHECK_NEAR(ird_component_area_um2(d, &tech, 8), 50, 0);
}

static void test_pins(void) {
    const ird_design *d = &small;
    CHECK(d->pins.count == 5);
    const ird_pin *vdd = &d->pins.items[0];
    const ird_shape *s = &d->pin_shapes.items[vdd->first_shape];
    CHECK_TEXT(ird_names_get(&d->net_names, vdd->net), "vdd");
    CHECK(vdd->use == IRD_USE_POWER && vdd->is_special && vdd->placement == IRD_FIXED);
    CHECK(vdd->shape_count == 3); /* the third port has no place */
    CHECK_SHAPE(&s[0], M1, 9900, 19800, 10300, 20400);
    CHECK_SHAPE(&s[1], M2, 600, 1900, 1200, 2300);
    CHECK_SHAPE(&s[2], M1, 980, 2000, 1000, 2010);

    const ird_pin *vss = &d->pins.items[1];
    s = &d->pin_shapes.items[vss->first_shape];
    CHECK(vss->shape_count == 5 && vss->placement == IRD_COVER);
    CHECK_SHAPE(&s[0], M1, 5000, 5900, 5200, 6000);
    CHECK_SHAPE(&s[1], M1, 5000, 5800, 5100, 5900);
    CHECK_SHAPE(&s[2], M1, 5900, 4800, 6100, 5200);
    CHECK_SHAPE(&s[4], M2, 5700, 4900, 6300, 5100);

    const ird_pin *in = &d->pins.items[2];
    CHECK(in->shape_count == 1 && in->direction == IRD_PIN_INPUT && !in->is_special);
    CHECK_SHAPE(&d->pin_shapes.items[in->first_shape], M2, 0, 29930, 140, 30070);
    CHECK(d->pins.items[3].shape_count == 0 && d->pins.items[3].use == IRD_USE_SIGNAL);
    CHECK(d->pins.items[4].use == IRD_USE_CLOCK);
}

static void test_blockages(void) {
    const ird_design *d = &small;
    CHECK(d->blockages.count == 5);
    CHECK(d->blockages.items[1].layer == M1);
    CHECK_RECT(d->blockages.items[1].box, 20, 20, 30, 30);
    CHECK_RECT(d->blockages.items[3].box, 0, 100, 100, 200);
    CHECK(d->blockages.items[4].layer == -1);
    CHECK_RECT(d->blockages.items[4].box, 100, 100, 200, 200);
}

typedef struct wire_row {
    int32_t layer;
    ird_wire_shape shape;
    int64_t width, ax, ay, bx, by, x0, y0, x1, y1;
} wire_row;

static void check_wires(const ird_special_net *net, const wire_row *rows, size_t count) {
    CHECK(net->wire_count == count);
    for (size_t i = 0; i < count && i < net->wire_count; i++) {
        const ird_wire *w = &small.wires.items[net->first_wire + i];
        const wire_row *r = &rows[i];
        bool ok = w->layer == r->layer && w->shape == r->shape &&
                  w->width_dbu == r->width && w->a.x_dbu == r->ax &&
                  w->a.y_dbu == r->ay && w->b.x_dbu == r->bx && w->b.y_dbu == r->by;
        bool same_box = CHECK_RECT(w->box, r->x0, r->y0, r->x1, r->y1);
        if (!CHECK(ok) || !same_box) {
            fprintf(stderr, "    wire %zu: layer %d shape %d width %ld\n", i, w->layer,
                    (int)w->shape, (long)w->width_dbu);
        }
    }
}

static void test_wires(void) {
    static const wire_row vdd[] = {
        {M1, IRD_SHAPE_STRIPE, 400, 1000, 3000, 9000, 3000, 1000, 2800, 9000, 3200},
        /* via fix takes the path from m1 to m2 */
        {M2, IRD_SHAPE_STRIPE, 400, 9000, 3000, 9000, 7000, 8800, 3000, 9200, 7000},
        /* extended by 100 and 200 */
        {M2, IRD_SHAPE_NONE, 200, 0, 0, 0, 4000, -100, -100, 100, 4200},
        {M2, IRD_SHAPE_FOLLOWPIN, 201, 8000, 0, 4000, 0, 4000, -100, 8000, 101},
        {M1, IRD_SHAPE_NONE, 100, 0, 0, 1000, 1000, -35, -35, 1035, 1035},
        {M1, IRD_SHAPE_PADRING, 50, 75, 200, 75, 900, 50, 200, 100, 900},
        {M2, IRD_SHAPE_NONE, 100, 0, 50, 200, 50, 0, 0, 200, 100},
        {M2, IRD_SHAPE_NONE, 100, 0, 150, 100, 150, 0, 100, 100, 200},
    };
    static const wire_row vss[] = {
        {M1, IRD_SHAPE_NONE, 100, 0, 900, 100, 900, 0, 850, 100, 950},
        {M2, IRD_SHAPE_NONE, 100, 10, 10, 10, 110, -40, 10, 60, 110},
    };
    const ird_special_net *nets = small.special_nets.items;
    CHECK(small.special_nets.count == 3);
    check_wires(&nets[0], vdd, sizeof vdd / sizeof *vdd);
    check_wires(&nets[1], vss, sizeof vss / sizeof *vss);
    CHECK(small.wires.items[4].is_diagonal && !small.wires.items[0].is_diagonal);
    CHECK(nets[2].wire_count == 0 && nets[2].via_count == 0);
}

static void take_first(void *context, const ird_shape *shape) {
    ird_shape **at = context;
    *(*at)++ = *shape;
}

static void test_vias_of_nets(void) {
    const ird_special_net *net = &small.special_nets.items[0];
    const ird_via_at *v = &small.via_places.items[net->first_via];
    CHECK(net->via_count == 11);
    CHECK(v[0].via == find_name(&tech.via_names, "fix") && v[0].at.x_dbu == 9000 &&
          v[0].at.y_dbu == 3000 && v[0].orient == IRD_ORIENT_N);
    CHECK(v[1].via == -1 && v[1].at.y_dbu == 7000 && v[1].orient == IRD_ORIENT_FS);
    CHECK(v[2].via == -2 && v[2].shape == IRD_SHAPE_RING && v[2].at.x_dbu == 500);
    CHECK(v[3].at.x_dbu == 100 && v[3].at.y_dbu == 100);
    CHECK(v[5].at.x_dbu == 2100 && v[5].at.y_dbu == 100);
    CHECK(v[8].at.x_dbu == 2100 && v[8].at.y_dbu == -400);
    CHECK(v[9].via == -2 && v[9].shape == IRD_SHAPE_STRIPE && v[9].at.x_dbu == 1);
    CHECK(v[10].at.x_dbu == 3 && v[10].at.y_dbu == 2 && v[10].orient == IRD_ORIENT_W);

    ird_shape shapes[16];
    ird_shape *end = shapes;
    ird_via_visit(&small, &tech, &v[0], take_first, &end);
    CHECK(end - shapes == 4);
    CHECK_SHAPE(&shapes[0], M1, 8860, 2900, 9140, 3100);
    CHECK_SHAPE(&shapes[3], M2, 8800, 3000, 9000, 3200);
    end = shapes;
    ird_via_visit(&small, &tech, &v[1], take_first, &end);
    CHECK(end - shapes == 8);
    CHECK_SHAPE(&shapes[0], M1, 8451, 6728, 9651, 7388);
    end = shapes;
    ird_via_visit(&small, &tech, &v[9], take_first, &end);
    CHECK_SHAPE(&shapes[0], M1, -199, -98, 201, 102);
}

static void test_connections(void) {
    const ird_special_net *nets = small.special_nets.items;
    const ird_connection *c = small.connections.items;
    CHECK(nets[0].use == IRD_USE_POWER && nets[1].use == IRD_USE_GROUND);
    CHECK(nets[0].voltage_v == 1.1 && isnan(nets[1].voltage_v));
    CHECK(nets[0].connection_count == 3 && nets[1].connection_count == 2 &&
          nets[2].connection_count == 3);
    CHECK(c[0].component == IRD_DESIGN_PIN && c[0].pin == 0);
    CHECK(c[1].component == IRD_EVERY_COMPONENT &&
          c[1].pin == find_name(&tech.pin_names, "vdd"));
    CHECK(c[2].component == 0);

    static const int32_t want[3][10] = {{1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                                        {1, 1, 1, 1, 1, 1, 1, 1, 1, 0},
                                        {1, 0, 1, 0, 0, 0, 0, 0, 0, 0}};
    for (int32_t net = 0; net < 3; net++) {
        ird_error err = {0};
        int32_t counts[10];
        bool assumed = true;
        CHECK_OK(ird_special_net_components(&small, &tech, net, counts, &assumed, &err),
                 &err);
        CHECK(!assumed);
        CHECK(memcmp(counts, want[net], sizeof counts) == 0);
    }
}

/* Forms that OpenROAD writes: PATTERNNAME for PATTERN, a ROUTED with nothing
 * behind, a mask close behind a parenthesis. */
static void test_forms_that_openroad_writes(void) {
    ird_technology own = {0};
    ird_design d = {0};
    ird_error err = {0};
    const char *folder = IRD_TESTS_DIR "/tcl/data/";
    char path[4096];
    snprintf(path, sizeof path, "%s%s", folder, "openroad.lef");
    CHECK_OK(ird_lef_read(&own, path, NULL, &err), &err);
    snprintf(path, sizeof path, "%s%s", folder, "openroad.def");
    CHECK_OK(ird_def_read(&d, &own, path, NULL, &err), &err);
    CHECK(own.vias.count == 3 && own.macros.count == 1);
    CHECK(d.design_vias.count == 3 && d.components.count == 5 && d.unplaced_count == 2);
    CHECK(d.design_vias.items[0].cut_count == 4); /* two rows of 1010 */
    CHECK(d.design_vias.items[2].shape_count == 3);
    const ird_special_net *nets = d.special_nets.items;
    CHECK(d.special_nets.count == 3 && nets[0].use == IRD_USE_POWER);
    CHECK(nets[0].wire_count == 2 && nets[0].via_count == 3);
    CHECK(nets[1].use == IRD_USE_GROUND && d.net_count == 2);
    ird_design_free(&d);
    ird_technology_free(&own);
}

/* A net without connections feeds every pin of its use when no other net has the use. */
static void test_unconnected_net_is_assumed_to_feed_all(void) {
    ird_design d = {0};
    ird_error err = {0};
    CHECK_OK(read_def_text(&d, &tech,
                           "UNITS DISTANCE MICRONS 1000 ;\n"
                           "COMPONENTS 2 ; - a inv ; - b fill ; END COMPONENTS\n"
                           "SPECIALNETS 3 ; - p1 + USE GROUND ; - p2 + USE POWER ;"
                           " - p3 + USE POWER ; END SPECIALNETS\n"
                           "END DESIGN",
                           &err),
             &err);
    int32_t counts[2] = {-1, -1};
    bool assumed = false;
    CHECK(ird_special_net_components(&d, &tech, 0, counts, &assumed, &err) == IRD_OK);
    CHECK(assumed && counts[0] == 1 && counts[1] == 0);
    CHECK(ird_special_net_components(&d, &tech, 1, counts, &assumed, &err) == IRD_OK);
    CHECK(!assumed && counts[0] == 0 && counts[1] == 0);
    CHECK_TEXT(d.name, "");
    ird_design_free(&d);
}

static void test_polygon_die_and_rows_without_step(void) {
    ird_design d = {0};
    ird_error err = {0};
    CHECK_OK(read_def_text(&d, &tech,
                           "UNITS DISTANCE MICRONS 1000 ;\n"
                           "DIEAREA ( 0 0 ) ( 0 900 ) ( 500 900 ) ( 500 300 ) ( 700 * )"
                           " ( * 0 ) ;\n"
                           "ROW a unit 10 20 N DO 3 BY 1 ;\n"
                           "ROW b missing 5 90 N DO 3 BY 1 STEP 100 0 ;\n"
                           "END DESIGN",
                           &err),
             &err);
    CHECK(d.die_points.count == 6 && d.die_points.items[4].y_dbu == 300);
    CHECK_RECT(d.die, 0, 0, 700, 900);
    /* a: three sites of 500 x 2000; b: its site is unknown. */
    CHECK_RECT(d.core, 5, 20, 1510, 2020);
    CHECK(d.special_nets.count == 0);
    ird_design_free(&d);
}

/* A design that is there is replaced whole on success and kept on failure. */
static void test_keywords_in_lower_case(void) {
    ird_error err = {0};
    ird_design d = {0};
    CHECK_OK(read_def_text(&d, &tech,
                           "design low ; units distance microns 1000 ;\n"
                           "components 1 ; - a inv + placed ( 5 6 ) fw ; end components\n"
                           "end design",
                           &err),
             &err);
    CHECK(d.components.count == 1 && d.components.items[0].orient == IRD_ORIENT_FW);
    ird_design_free(&d);
}

static void test_a_failed_read_keeps_the_design(void) {
    ird_design d = {0};
    ird_error err = {0};
    CHECK_OK(read_def_text(&d, &tech,
                           "DESIGN one ; UNITS DISTANCE MICRONS 1000 ;\n"
                           "COMPONENTS 1 ; - a inv ; END COMPONENTS END DESIGN",
                           &err),
             &err);
    CHECK(read_def_text(&d, &tech, "DESIGN two ; COMPONENTS 1 ; - a nothing ;", &err) ==
          IRD_DEF_UNKNOWN_MACRO);
    CHECK_TEXT(d.name, "one");
    CHECK(d.components.count == 1);
    CHECK_OK(read_def_text(&d, &tech,
                           "DESIGN three ; UNITS DISTANCE MICRONS 1000 ; END DESIGN",
                           &err),
             &err);
    CHECK_TEXT(d.name, "three");
    CHECK(d.components.count == 0);
    ird_design_free(&d);
}

typedef struct tick_log {
    int calls, allowed;
    double last;
} tick_log;

static bool count_tick(void *context, const char *stage, double fraction) {
    tick_log *log = context;
    CHECK_TEXT(stage, "reading DEF");
    CHECK(fraction >= log->last && fraction <= 1);
    log->last = fraction;
    return ++log->calls < log->allowed;
}

/* Two and a half megabytes of nets: the monitor is asked on the way and can stop the
 * reader. */
static void test_monitor_interrupts(void) {
    static const char head[] = "UNITS DISTANCE MICRONS 1000 ; NETS 1 ;\n";
    static const char net[] = "- n ( a b ) + USE SIGNAL ;\n";
    static const char tail[] = "END NETS END DESIGN";
    size_t count = 5 * 512 * 1024 / (sizeof net - 1);
    char *text = malloc(sizeof head + sizeof tail + count * sizeof net);
    char *at = text;
    at += sprintf(at, "%s", head);
    for (size_t i = 0; i < count; i++) {
        memcpy(at, net, sizeof net - 1);
        at += sizeof net - 1;
    }
    at += sprintf(at, "%s", tail);
    ird_input input = text_input(text, (size_t)(at - text));
    for (int allowed = 1; allowed <= 100; allowed += 99) {
        tick_log log = {.allowed = allowed};
        ird_monitor monitor = {.tick = count_tick, .context = &log};
        ird_design d = {0};
        ird_error err = {0};
        ird_status status = ird_def_read_input(&d, &tech, &input, &monitor, &err);
        CHECK(status == (allowed == 1 ? IRD_INTERRUPTED : IRD_OK));
        CHECK(log.calls == (allowed == 1 ? 1 : 2));
        CHECK(d.net_count == (allowed == 1 ? 0 : count));
        ird_design_free(&d);
    }
    free(text);
}

int main(void) {
    ird_error err = {0};
    CHECK_OK(ird_lef_read(&tech, IRD_TESTS_DIR "/data/small.lef", NULL, &err), &err);
    CHECK_OK(ird_def_read(&small, &tech, IRD_TESTS_DIR "/data/small.def", NULL, &err),
             &err);
    if (check_failures == 0) {
        RUN(test_header_die_and_rows);
        RUN(test_design_vias);
        RUN(test_components);
        RUN(test_pins);
        RUN(test_blockages);
        RUN(test_wires);
        RUN(test_vias_of_nets);
        RUN(test_forms_that_openroad_writes);
        RUN(test_connections);
        RUN(test_unconnected_net_is_assumed_to_feed_all);
        RUN(test_polygon_die_and_rows_without_step);
        RUN(test_keywords_in_lower_case);
        RUN(test_a_failed_read_keeps_the_design);
        RUN(test_monitor_interrupts);
    }
    ird_design_free(&small);
    ird_technology_free(&tech);
    return check_summary("def");
}
