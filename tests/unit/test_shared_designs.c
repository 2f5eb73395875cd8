/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Reads every LEF and DEF of the shared data. Counts are compared with OpenROAD's logs
 * where there is one, and with a plain count of lines, as grep would do it.
 */
#include "check.h"

#include "readers/readers.h"

enum { MAX_LEFS = 4 };

typedef struct shared_case {
    const char *def;
    const char *lefs[MAX_LEFS];
    /* From OpenROAD's log; 0: there is none. */
    size_t pins, components, terminals, special_nets, nets;
} shared_case;

#define NANGATE "nangate45/Nangate45.lef"
#define SKY "sky130hd/sky130hd.tlef", "sky130hd/sky130hd_std_cell.lef"
#define RAM "nangate45/fakeram45_64x32.lef"

static const shared_case cases[] = {
    {"nangate45/gcd.def", {NANGATE}, 54, 624, 2752, 2, 581},
    {"nangate45/aes_bterms.def", {NANGATE}, 390, 19835, 101835, 2, 18908},
    {"nangate45/check_power_grid_disconnected.def", {NANGATE, RAM}, 0, 0, 0, 0, 0},
    {"nangate45/check_power_grid_macros.def", {NANGATE, RAM}, 0, 0, 0, 0, 0},
    {"pdn_defs/core_grid.def", {NANGATE}, 0, 0, 0, 0, 0},
    {"pdn_defs/core_grid_with_M7_pins.def", {NANGATE}, 0, 0, 0, 0, 0},
    {"pdn_defs/core_grid_with_dual_rings.def", {NANGATE}, 0, 0, 0, 0, 0},
    {"pdn_defs/core_grid_with_rings.def", {NANGATE}, 0, 0, 0, 0, 0},
    {"pdn_defs/macros.def", {NANGATE, RAM}, 0, 0, 0, 0, 0},
    {"pdn_defs/macros_cells.def", {NANGATE, RAM}, 0, 0, 0, 0, 0},
    {"pdn_defs/macros_narrow_channel_jog.def", {NANGATE, RAM}, 0, 0, 0, 0, 0},
    {"pdn_defs/pads_black_parrot_flipchip.def",
     {NANGATE, "pdn_defs/dummy_pads.lef"},
     0,
     0,
     0,
     0,
     0},
    {"pdn_defs/power_switch_star.def", {SKY, "pdn_defs/power_switch.lef"}, 0, 0, 0, 0, 0},
    {"pdn_defs/sroute_test.def",
     {SKY, "pdn_defs/srouteHEADER.lef", "pdn_defs/srouteSLC.lef"},
     0,
     0,
     0,
     0,
     0},
    {"sky130hd/gcd_sky130hd_floorplan.def", {SKY}, 0, 0, 0, 0, 0},
    {"sky130hd/insert_decap_gcd.def", {SKY}, 0, 0, 0, 0, 0},
};

/* What can be counted line by line in these files, written by one program: entries begin
 * with `    - `, wires of special nets stand one to a line. */
typedef struct line_counts {
    size_t entries[8], declared[8];
    size_t wires, vias, rows;
} line_counts;

enum { COMPONENTS, PINS, SPECIALNETS, NETS, VIAS, SECTIONS };
static const char *const section_names[] = {"COMPONENTS", "PINS", "SPECIALNETS", "NETS",
                                            "VIAS"};

static int begins(const char *line, const char *word) {
    return strncmp(line, word, strlen(word)) == 0;
}

/* One wire or via on a line of SPECIALNETS: `NEW layer width ... ( x y ) ( x y )` or a
 * name in the place of the second point. A wire of width 0 has no metal and counts for
 * nothing; one of these files has one. */
static void count_wire(line_counts *counts, const char *line) {
    const char *routed = strstr(line, "ROUTED ");
    const char *start = routed != NULL ? routed : strstr(line, "NEW ");
    long width = 0;
    if (start == NULL || sscanf(start, "%*s %*s %ld", &width) != 1) {
        return;
    }
    const char *first = strchr(line, '(');
    const char *second = first != NULL ? strchr(first + 1, '(') : NULL;
    if (second != NULL) {
        counts->wires += width > 0 ? 1 : 0;
    } else {
        counts->vias++;
    }
}

static void count_lines(line_counts *counts, const char *path) {
    memset(counts, 0, sizeof *counts);
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    int section = -1;
    while (file != NULL && getline(&line, &room, file) > 0) {
        for (int s = 0; s < SECTIONS; s++) {
            if (begins(line, section_names[s])) {
                section = s;
                counts->declared[s] = strtoul(strchr(line, ' '), NULL, 10);
            }
        }
        if (begins(line, "END ")) {
            section = -1;
        }
        counts->rows += begins(line, "ROW ") ? 1 : 0;
        if (section >= 0 && begins(line, "    - ")) {
            counts->entries[section]++;
        }
        if (section == SPECIALNETS) {
            count_wire(counts, line);
        }
    }
    free(line);
    if (file != NULL) {
        fclose(file);
    }
}

static size_t terminals(const ird_design *design, const ird_technology *tech) {
    size_t count = 0;
    for (size_t i = 0; i < design->components.count; i++) {
        count += tech->macros.items[design->components.items[i].macro].pin_count;
    }
    return count;
}

static void check_counts(const shared_case *c, const ird_design *design,
                         const ird_technology *tech, const char *path) {
    line_counts lines;
    count_lines(&lines, path);
    size_t got[SECTIONS] = {design->components.count, design->pins.count,
                            design->special_nets.count, design->net_count,
                            design->design_vias.count};
    for (int s = 0; s < SECTIONS; s++) {
        if (!CHECK(got[s] == lines.entries[s]) || !CHECK(got[s] == lines.declared[s])) {
            fprintf(stderr, "    %s %s: %zu, lines %zu, declared %zu\n", c->def,
                    section_names[s], got[s], lines.entries[s], lines.declared[s]);
        }
    }
    if (!CHECK(design->wires.count == lines.wires) ||
        !CHECK(design->via_places.count == lines.vias)) {
        fprintf(stderr, "    %s: wires %zu, lines %zu; vias %zu, lines %zu\n", c->def,
                design->wires.count, lines.wires, design->via_places.count, lines.vias);
    }
    CHECK(design->rows.count == lines.rows);
    if (c->components > 0) {
        CHECK(design->pins.count == c->pins);
        CHECK(design->components.count == c->components);
        CHECK(terminals(design, tech) == c->terminals);
        CHECK(design->special_nets.count == c->special_nets);
        CHECK(design->net_count == c->nets);
    }
}

/* Every power cell of these designs stands in the die, and so does the core. */
static void check_geometry(const ird_design *design, const ird_technology *tech) {
    size_t outside = 0;
    for (size_t i = 0; i < design->components.count; i++) {
        ird_rect box = ird_component_box(design, tech, i);
        bool is_outside =
            box.x0_dbu < design->die.x0_dbu || box.y0_dbu < design->die.y0_dbu ||
            box.x1_dbu > design->die.x1_dbu || box.y1_dbu > design->die.y1_dbu;
        bool is_placed = design->components.items[i].placement != IRD_UNPLACED;
        outside += is_placed && is_outside ? 1 : 0;
    }
    CHECK(outside == 0);
    CHECK(design->core.x0_dbu >= design->die.x0_dbu &&
          design->core.y0_dbu >= design->die.y0_dbu &&
          design->core.x1_dbu <= design->die.x1_dbu &&
          design->core.y1_dbu <= design->die.y1_dbu);
}

static void read_case(const shared_case *c) {
    ird_technology tech = {0};
    ird_design design = {0};
    ird_error err = {0};
    char path[4096];
    for (size_t i = 0; i < MAX_LEFS && c->lefs[i] != NULL; i++) {
        shared_path(path, sizeof path, c->lefs[i]);
        if (!CHECK(ird_lef_read(&tech, path, NULL, &err) == IRD_OK)) {
            fprintf(stderr, "    %s:%ld: %s\n", err.file, err.line, err.text);
        }
    }
    shared_path(path, sizeof path, c->def);
    if (CHECK(ird_def_read(&design, &tech, path, NULL, &err) == IRD_OK)) {
        check_counts(c, &design, &tech, path);
        check_geometry(&design, &tech);
    } else {
        fprintf(stderr, "    %s:%ld: %s\n", err.file, err.line, err.text);
    }
    ird_design_free(&design);
    ird_technology_free(&tech);
}

int main(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_case(&cases[i]);
    }
    return check_summary("shared_designs");
}
