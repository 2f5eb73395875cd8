/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Plans as files: the example that irdrop ships, broken files, each with its message and
 * line, and what is written read again. That the schema alone refuses the files of
 * tests/bad/plan as well is a matter of tests/gate/schema.
 */
#include "bad_xml.h"
#include "check.h"

#include "plan/plan.h"
#include "report/plan_out.h"

static void read_good(ird_plan *plan, const char *path) {
    ird_error err = {0};
    if (!CHECK(ird_plan_read(plan, path, &err) == IRD_OK)) {
        fprintf(stderr, "    %s:%ld: %s\n", err.file, err.line, err.text);
    }
}

/* What the example says, by reading it. */
static void test_example(void) {
    static const ird_plan_kind kinds[] = {
        IRD_PLAN_RAILS,   IRD_PLAN_STRIPES, IRD_PLAN_STRIPES, IRD_PLAN_STRIPES,
        IRD_PLAN_BUMPS,   IRD_PLAN_RAILS,   IRD_PLAN_STRIPES, IRD_PLAN_STRIPES,
        IRD_PLAN_STRIPES, IRD_PLAN_SOURCE,  IRD_PLAN_SOURCE};
    ird_plan plan = {0};
    read_good(&plan, IRD_SOURCE_DIR "/flow/plan_example.xml");
    if (!CHECK(plan.lines.count == sizeof kinds / sizeof *kinds)) {
        ird_plan_free(&plan);
        return;
    }
    for (size_t i = 0; i < plan.lines.count; i++) {
        CHECK(plan.lines.items[i].kind == kinds[i]);
    }
    const ird_plan_line *line = plan.lines.items;
    CHECK_TEXT(line[0].net, "VDD");
    CHECK(line[0].use == IRD_USE_POWER && line[0].layer == NULL);
    CHECK(line[0].region == IRD_PLAN_REGION_DEFAULT && !(line[0].width_um > 0));
    CHECK_TEXT(line[1].layer, "wire4");
    CHECK_NEAR(line[1].width_um, 0.4, 0);
    CHECK_NEAR(line[1].pitch_um[0], 12, 0);
    CHECK(line[1].has_offset);
    CHECK_NEAR(line[1].offset_um[0], 6, 0);
    CHECK(line[3].region == IRD_PLAN_REGION_DIE);
    CHECK_NEAR(line[4].pitch_um[0], 48, 0);
    CHECK_NEAR(line[4].pitch_um[1], 53.2, 0);
    CHECK(!line[4].has_offset);
    CHECK_TEXT(line[9].net, "VSS");
    CHECK(line[9].use == IRD_USE_GROUND);
    CHECK_NEAR(line[9].at.y_um, 53.2, 0);
    CHECK_NEAR(line[9].size_um, 1, 0);
    ird_plan_free(&plan);
}

/* --- broken files --------------------------------------------------------------------
 */

static const bad_xml cases[] = {
    {"not_closed", IRD_PLAN_XML, 5, ""},
    {"cut_short", IRD_PLAN_XML, 4, ""},
    {"empty", IRD_PLAN_XML, 1, ""},
    {"two_roots", IRD_PLAN_XML, 7, ""},
    {"attribute_twice", IRD_PLAN_XML, 4, ""},
    {"bad_utf8", IRD_PLAN_XML, 4, ""},
    {"undefined_entity", IRD_PLAN_XML, 4, ""},
    {"entity_bomb", IRD_PLAN_DOCTYPE, 2, "irdrop-plan"},
    {"external_entity", IRD_PLAN_DOCTYPE, 2, "a plan has no"},
    {"external_dtd", IRD_PLAN_DOCTYPE, 2, "irdrop-plan"},
    {"wrong_root", IRD_PLAN_ELEMENT, 2, "give irdrop-plan"},
    {"other_namespace", IRD_PLAN_ELEMENT, 2, "irdrop-plan"},
    {"no_version", IRD_PLAN_MISSING, 2, "version"},
    {"version_2", IRD_PLAN_VALUE, 2, "version"},
    {"no_net", IRD_PLAN_MISSING, 2, "no net"},
    {"empty_net", IRD_PLAN_MISSING, 3, "element net is empty"},
    {"net_without_name", IRD_PLAN_MISSING, 3, "name"},
    {"net_blank_name", IRD_PLAN_VALUE, 3, "name"},
    {"net_bad_use", IRD_PLAN_VALUE, 3, "use cannot be \"signal\""},
    {"unknown_element", IRD_PLAN_ELEMENT, 4, "stripe has no place"},
    {"unknown_attribute", IRD_PLAN_ATTRIBUTE, 4, "spacing"},
    {"rails_outside_net", IRD_PLAN_ELEMENT, 3, "rails has no place"},
    {"stripes_without_layer", IRD_PLAN_MISSING, 4, "layer"},
    {"stripes_without_width", IRD_PLAN_MISSING, 4, "width"},
    {"stripes_without_pitch", IRD_PLAN_VALUE, 4, "need a pitch"},
    {"width_negative", IRD_PLAN_VALUE, 4, "width"},
    {"width_with_unit", IRD_PLAN_VALUE, 4, "width"},
    {"width_exponent", IRD_PLAN_SCHEMA, 4, "irdrop_plan.rng"},
    {"pitch_infinite", IRD_PLAN_VALUE, 4, "at most a metre"},
    {"offset_of_three", IRD_PLAN_VALUE, 4, "offset"},
    {"stripes_two_offsets", IRD_PLAN_SCHEMA, 4, "irdrop_plan.rng"},
    {"region_of_three", IRD_PLAN_VALUE, 4, "region"},
    {"region_of_words", IRD_PLAN_VALUE, 4, "region"},
    {"direction_diagonal", IRD_PLAN_VALUE, 4, "direction"},
    {"source_without_y", IRD_PLAN_MISSING, 4, "y is missing"},
    {"source_with_pitch", IRD_PLAN_ATTRIBUTE, 4, "pitch"},
    {"bumps_without_pitch", IRD_PLAN_MISSING, 4, "pitch"},
    {"text_inside", IRD_PLAN_ELEMENT, 3, "a plan has elements"},
    {"element_inside_stripes", IRD_PLAN_ELEMENT, 4, "rails"},
};

/* What was planned already stays, and nothing of the broken file joins it. */
static void check_refused(const char *path, const bad_xml *bad) {
    const ird_plan_line rails = {
        .kind = IRD_PLAN_RAILS, .net = (char *)"VSS", .use = IRD_USE_OTHER};
    ird_plan plan = {0};
    ird_error err = {0};
    CHECK(ird_plan_add(&plan, &rails, &err) == IRD_OK);
    ird_status status = ird_plan_read(&plan, path, &err);
    bad_xml_check(bad, path, status, &err);
    CHECK(plan.lines.count == 1);
    ird_plan_free(&plan);
}

static void test_broken(void) {
    bad_xml_check_files("plan", cases, sizeof cases / sizeof *cases, check_refused);
}

/* What no schema can say. */
static void test_beyond_schema(void) {
    static const char path[] = "test_plan.xml";
    static const char head[] = "<irdrop-plan version='1'><net name='VDD'>\n";
    static const char tail[] = "</net></irdrop-plan>";
    static const struct {
        const char *body, *text;
    } bodies[] = {
        {"<stripes layer='m' width='0' pitch='1'/>", "width above 0"},
        {"<stripes layer='m' width='2' pitch='2'/>", "larger than their width"},
        {"<rails region='5 0 5 9'/>", "x0 < x1"},
        {"<bumps pitch='0'/>", "pitch above 0"},
        {"<source x='10' y='2000000'/>", "a metre"},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s%s", head, bodies[i].body);
        bad_xml_write(path, text, 0, tail);
        check_refused(path,
                      &(bad_xml){bodies[i].body, IRD_PLAN_VALUE, 2, bodies[i].text});
    }
    bad_xml_write(path, head, 5 << 20, tail);
    check_refused(path, &(bad_xml){"size", IRD_PLAN_SIZE, 0, "bytes"});
    remove(path);
    check_refused(path, &(bad_xml){"absent", IRD_FILE_OPEN, 0, "cannot open"});
}

/* --- writing -------------------------------------------------------------------------
 */

static bool same_text(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_number(double a, double b) {
    return !(a < b) && !(a > b);
}

static void check_same(const ird_plan_line *a, const ird_plan_line *b) {
    CHECK(a->kind == b->kind && a->use == b->use && a->region == b->region);
    CHECK(same_text(a->net, b->net) && same_text(a->layer, b->layer));
    CHECK(same_text(a->upper, b->upper));
    CHECK(same_number(a->width_um, b->width_um) && same_number(a->size_um, b->size_um));
    CHECK(same_number(a->pitch_um[0], b->pitch_um[0]) && a->has_offset == b->has_offset);
    CHECK(same_number(a->offset_um[0], b->offset_um[0]) && a->direction == b->direction);
    CHECK(same_number(a->box.x0_um, b->box.x0_um));
    CHECK(same_number(a->box.y1_um, b->box.y1_um));
    CHECK(same_number(a->at.x_um, b->at.x_um) && same_number(a->at.y_um, b->at.y_um));
    if (a->kind == IRD_PLAN_BUMPS) {
        CHECK(same_number(a->pitch_um[1], b->pitch_um[1]));
        CHECK(same_number(a->offset_um[1], b->offset_um[1]));
    }
}

static const ird_plan_line written[] = {
    {.kind = IRD_PLAN_STRIPES,
     .net = (char *)"V<D>&\"D\"",
     .use = IRD_USE_POWER,
     .layer = (char *)"m4",
     .width_um = 0.1,
     .pitch_um = {1e-6 + 0.1, 0},
     .has_offset = true,
     .offset_um = {100000.25, 0},
     .region = IRD_PLAN_REGION_BOX,
     .box = {-1.5, 0, 1e6, 0.000125},
     .direction = IRD_DIRECTION_HORIZONTAL},
    {.kind = IRD_PLAN_BUMPS,
     .net = (char *)"V<D>&\"D\"",
     .use = IRD_USE_POWER,
     .pitch_um = {140, 150.5},
     .has_offset = true,
     .offset_um = {0, 70},
     .size_um = 20},
    {.kind = IRD_PLAN_SOURCE,
     .net = (char *)"VSS",
     .use = IRD_USE_OTHER,
     .layer = (char *)"m9",
     .at = {-0.007, 1.0 / 3},
     .size_um = 0},
    {.kind = IRD_PLAN_RAILS,
     .net = (char *)"VSS",
     .use = IRD_USE_OTHER,
     .region = IRD_PLAN_REGION_CORE},
    {.kind = IRD_PLAN_WIDENED,
     .net = (char *)"VSS",
     .use = IRD_USE_OTHER,
     .layer = (char *)"m5",
     .width_um = 2.25,
     .has_offset = true,
     .offset_um = {7.5, 0},
     .region = IRD_PLAN_REGION_DIE},
    {.kind = IRD_PLAN_VIAS,
     .net = (char *)"VSS",
     .use = IRD_USE_OTHER,
     .layer = (char *)"m1",
     .upper = (char *)"m4",
     .region = IRD_PLAN_REGION_BOX,
     .box = {1, 2, 3, 4}},
    {.kind = IRD_PLAN_VIAS,
     .net = (char *)"VSS",
     .use = IRD_USE_OTHER,
     .layer = (char *)"m2"},
};

/* Names and numbers that are hard to write come back as they were. */
static void test_written(void) {
    static const char path[] = "test_plan_written.xml";
    const size_t count = sizeof written / sizeof *written;
    ird_plan plan = {0}, back = {0};
    ird_error err = {0};
    CHECK(ird_plan_write(&plan, path, &err) == IRD_PLAN_NOTHING);
    for (size_t i = 0; i < count; i++) {
        CHECK(ird_plan_add(&plan, &written[i], &err) == IRD_OK);
    }
    plan.lines.items[2].at.y_um = 0.333333333; /* nine decimals are written */
    CHECK(ird_plan_write(&plan, path, &err) == IRD_OK);
    read_good(&back, path);
    if (CHECK(back.lines.count == count)) {
        for (size_t i = 0; i < count; i++) {
            check_same(&plan.lines.items[i], &back.lines.items[i]);
        }
    }
    CHECK(ird_plan_write(&plan, "no/such/folder/plan.xml", &err) == IRD_FILE_WRITE);
    remove(path);
    ird_plan_free(&plan);
    ird_plan_free(&back);
}

int main(void) {
    RUN(test_example);
    RUN(test_broken);
    RUN(test_beyond_schema);
    RUN(test_written);
    return check_summary("plan_read");
}
