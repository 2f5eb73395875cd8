/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One page for people, complete in itself: pictures of the maps inside it, no scripts,
 * and nothing that is fetched. It is HTML that an XML parser can read, too: elements that
 * are not void are never empty, for HTML does not know <td/>.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/map/colours.h"
#include "base/map/picture.h"
#include "base/map/scale.h"
#include "report/exact.h"
#include "report/gate_report.h"
#include "report/markers.h"
#include "report/writers.h"
#include "report/xml_out.h"

static const char style[] =
    "body{font:15px/1.45 sans-serif;margin:2em auto;max-width:75em;padding:0 1em;"
    "color:#1a1a1a}"
    "table{border-collapse:collapse;margin:1em 0}"
    "th,td{border:1px solid #bbb;padding:.25em .6em;text-align:left;vertical-align:top}"
    "td.n{text-align:right;white-space:nowrap}"
    "pre{background:#f4f4f4;padding:.8em;overflow-x:auto}"
    "figure{display:inline-block;width:17em;margin:0 1em 1em 0;vertical-align:top}"
    "svg{width:100%;display:block}"
    "svg image{image-rendering:pixelated}"
    "svg rect{fill:none;stroke:#fff;stroke-width:2}"
    "svg text{fill:#fff;stroke:#000;stroke-width:.3;paint-order:stroke}"
    ".bar{height:.6em;margin:.3em 0}"
    ".violated,.violation,.expired{color:#b00020;font-weight:bold}"
    ".pass{color:#11691b;font-weight:bold}"
    ".unjudged,.waived,.unmatched{color:#8a5a00;font-weight:bold}";

typedef struct page {
    ird_xml_out xml;
    const ird_report_input *input;
    ird_text scratch;
    ird_error *err;
} page;

/* After the first failure nothing more is done, so that status and text are of one. */
static bool is_fine(const page *p) {
    return p->xml.status == IRD_OK;
}

static void add_args(page *p, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void add_args(page *p, const char *format, va_list args) {
    if (is_fine(p)) {
        p->xml.status = ird_text_vprintf(&p->scratch, p->err, format, args);
    }
}

/* Add to the scratch text. */
static void add(page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(page *p, const char *format, ...) {
    va_list args;
    va_start(args, format);
    add_args(p, format, args);
    va_end(args);
}

/* The scratch text anew; good until the next of these. */
static const char *say(page *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static const char *say(page *p, const char *format, ...) {
    va_list args;
    va_start(args, format);
    ird_text_truncate(&p->scratch, 0);
    add_args(p, format, args);
    va_end(args);
    return ird_text_get(&p->scratch);
}

static void put_leaf(page *p, const char *element, const char *class, const char *text) {
    ird_xml_begin(&p->xml, element);
    if (class != NULL) {
        ird_xml_attribute(&p->xml, "class", class);
    }
    ird_xml_text(&p->xml, *text != '\0' ? text : "\xc2\xa0"); /* never empty */
    ird_xml_end(&p->xml);
}

static void put_number(page *p, const char *attribute, double value) {
    char number[IRD_EXACT_SIZE];
    ird_xml_attribute(&p->xml, attribute, ird_exact_number(number, value));
}

/* A value of the map for people: "12.34 mV, 1.122 %", "0.9312". */
static const char *value_text(page *p, const ird_answer *net, double value) {
    char text[IRD_QUANTITY_VALUE_SIZE];
    bool has_unit = net->map->unit == net->quantity->unit;
    return say(p, "%s",
               has_unit
                   ? ird_quantity_text(text, net->quantity, value, net->supply_v, ", ")
                   : ird_quantity_digits(text, value));
}

/* --- pictures ------------------------------------------------------------------------
 */

/* What the picture covers, in the unit of the boxes of hotspots: um, or pixels for a map
 * without a place. */
static ird_rect_um extent_of(const ird_map *map) {
    const ird_rect_um *w = &map->window;
    return w->x0_um < w->x1_um && w->y0_um < w->y1_um
               ? *w
               : (ird_rect_um){0, 0, (double)map->columns, (double)map->rows};
}

static void put_place(page *p, double x, double y, double width, double height) {
    put_number(p, "x", x);
    put_number(p, "y", y);
    put_number(p, "width", width);
    put_number(p, "height", height);
}

/* The boxes of the hotspots with their ranks, y downwards as in a picture. */
static void put_boxes(page *p, const ird_hotspot_list *list, const ird_rect_um *extent) {
    double letter = 0.05 * (extent->y1_um - extent->y0_um);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const ird_hotspot *hotspot = &list->items[i];
        double x = hotspot->box.x0_um - extent->x0_um;
        double y = extent->y1_um - hotspot->box.y1_um;
        char rank[32];
        ird_xml_begin(&p->xml, "rect");
        put_place(p, x, y, hotspot->box.x1_um - hotspot->box.x0_um,
                  hotspot->box.y1_um - hotspot->box.y0_um);
        ird_xml_attribute(&p->xml, "vector-effect", "non-scaling-stroke");
        ird_xml_end(&p->xml);
        ird_xml_begin(&p->xml, "text");
        put_number(p, "x", x + 0.2 * letter);
        put_number(p, "y", y + letter);
        put_number(p, "font-size", letter);
        snprintf(rank, sizeof rank, "%zu", hotspot->rank);
        ird_xml_text(&p->xml, rank);
        ird_xml_end(&p->xml);
    }
}

static void put_image(page *p, const ird_map *map, const ird_hotspot_list *list) {
    const ird_rect_um extent = extent_of(map);
    double width = extent.x1_um - extent.x0_um, height = extent.y1_um - extent.y0_um;
    char number[2][IRD_EXACT_SIZE];
    ird_text png = {0};
    if (is_fine(p)) {
        p->xml.status = ird_map_encode_png(map, &png, p->err);
    }
    say(p, "0 0 %s %s", ird_exact_number(number[0], width),
        ird_exact_number(number[1], height));
    ird_xml_begin(&p->xml, "svg");
    ird_xml_attribute(&p->xml, "viewBox", ird_text_get(&p->scratch));
    ird_xml_begin(&p->xml, "image");
    put_place(p, 0, 0, width, height);
    ird_xml_attribute(&p->xml, "preserveAspectRatio", "none");
    ird_xml_attribute_bytes(&p->xml, "href", "data:image/png;base64,", png.bytes.items,
                            png.bytes.count);
    ird_xml_end(&p->xml);
    put_boxes(p, list, &extent);
    ird_xml_end(&p->xml);
    ird_text_free(&png);
}

/* The colours from low to high. */
static void put_bar(page *p) {
    enum { STOPS = 9 };
    say(p, "background:linear-gradient(90deg");
    for (int i = 0; i < STOPS; i++) {
        ird_colour c = ird_colour_of((double)i / (STOPS - 1));
        add(p, ",#%02x%02x%02x", c.red, c.green, c.blue);
    }
    add(p, ")");
    ird_xml_begin(&p->xml, "div");
    ird_xml_attribute(&p->xml, "class", "bar");
    ird_xml_attribute(&p->xml, "style", ird_text_get(&p->scratch));
    ird_xml_text(&p->xml, "\xc2\xa0");
    ird_xml_end(&p->xml);
}

/* A map with its scale; list may be NULL. */
static void put_figure(page *p, const char *title, const ird_map *map,
                       const ird_hotspot_list *list) {
    char low[IRD_QUANTITY_SIZE], high[IRD_QUANTITY_SIZE];
    const char *unit = ird_unit_name(map->unit);
    const ird_scale scale = ird_scale_of(map);
    bool has_prefix = map->unit == IRD_UNIT_VOLT || map->unit == IRD_UNIT_AMPERE;
    ird_xml_begin(&p->xml, "figure");
    put_image(p, map, list);
    put_bar(p);
    say(p, "%s, %s to %s", title,
        has_prefix ? ird_quantity_write(low, scale.low, unit)
                   : ird_quantity_digits(low, scale.low),
        has_prefix ? ird_quantity_write(high, scale.high, unit)
                   : ird_quantity_digits(high, scale.high));
    put_leaf(p, "figcaption", NULL, ird_text_get(&p->scratch));
    ird_xml_end(&p->xml);
}

static void put_figures(page *p, const ird_answer *net) {
    bool has_unit = net->map->unit == net->quantity->unit;
    char title[64];
    snprintf(title, sizeof title, "%s%s", net->quantity->label,
             has_unit ? "" : ", relative");
    put_figure(p, title, net->map, net->hotspots);
    if (net->raster != NULL) {
        put_figure(p, "Strength of the power grid", &net->raster->power_grid, NULL);
        put_figure(p, "Current of the cells", &net->raster->current_a, NULL);
        put_figure(p, "Cell density", &net->raster->cell_density, NULL);
    }
}

/* --- hotspots ------------------------------------------------------------------------
 */

static const char *place_text(page *p, const double *values, size_t count) {
    ird_text_truncate(&p->scratch, 0);
    for (size_t i = 0; i < count; i++) {
        char number[32];
        ird_number_write_fixed(number, sizeof number, 2, values[i]);
        add(p, "%s%s", i > 0 ? " " : "", number);
    }
    return ird_text_get(&p->scratch);
}

static void put_instances(page *p, const ird_answer *net, const ird_hotspot *hotspot) {
    ird_text_truncate(&p->scratch, 0);
    for (size_t i = 0; i < hotspot->top_count && i < IRD_MARKER_INSTANCES; i++) {
        const ird_hotspot_instance *top = &hotspot->top[i];
        char current[IRD_QUANTITY_SIZE];
        add(p, "%s%s %s", i > 0 ? ", " : "",
            ird_names_get(&net->design->component_names, top->component),
            ird_quantity_write(current, top->current_a, "A"));
    }
    put_leaf(p, "td", NULL, ird_text_get(&p->scratch));
}

static void put_hotspot(page *p, const ird_answer *net, const ird_hotspot *hotspot) {
    const double peak[] = {hotspot->peak_at.x_um, hotspot->peak_at.y_um};
    const double box[] = {hotspot->box.x0_um, hotspot->box.y0_um, hotspot->box.x1_um,
                          hotspot->box.y1_um};
    const ird_waiver *waiver = NULL;
    char text[IRD_QUANTITY_SIZE];
    if (p->input->gate != NULL && is_fine(p)) {
        p->xml.status = ird_gate_waiver_of(&waiver, p->input->gate, net, hotspot, p->err);
    }
    ird_xml_begin(&p->xml, "tr");
    snprintf(text, sizeof text, "%zu", hotspot->rank);
    put_leaf(p, "td", "n", text);
    put_leaf(p, "td", "n", value_text(p, net, hotspot->peak));
    put_leaf(p, "td", "n", value_text(p, net, hotspot->mean));
    put_leaf(p, "td", "n", place_text(p, peak, 2));
    put_leaf(p, "td", "n", place_text(p, box, 4));
    if (net->raster != NULL) {
        snprintf(text, sizeof text, "%zu", hotspot->instances);
        put_leaf(p, "td", "n", text);
        put_leaf(p, "td", "n", ird_quantity_write(text, hotspot->current_a, "A"));
        put_leaf(p, "td", NULL, ird_cause_name(hotspot->cause));
    }
    if (p->input->gate != NULL) {
        put_leaf(p, "td", waiver != NULL ? "waived" : NULL,
                 waiver != NULL ? waiver->reason : "no");
    }
    if (net->raster != NULL && net->design != NULL) {
        put_instances(p, net, hotspot);
    }
    ird_xml_end(&p->xml);
}

static void put_heads(page *p, const char *const *heads, size_t count) {
    ird_xml_begin(&p->xml, "tr");
    for (size_t i = 0; i < count; i++) {
        if (heads[i] != NULL) {
            put_leaf(p, "th", NULL, heads[i]);
        }
    }
    ird_xml_end(&p->xml);
}

static void put_hotspots(page *p, const ird_answer *net) {
    const ird_hotspot_list *list = net->hotspots;
    bool has_cells = net->raster != NULL;
    bool has_um = net->map->window.x0_um < net->map->window.x1_um;
    const char *const heads[] = {
        "rank",
        "peak",
        "mean",
        has_um ? "peak at x y, um" : "peak at x y, pixels",
        has_um ? "box x0 y0 x1 y1, um" : "box x0 y0 x1 y1, pixels",
        has_cells ? "cells" : NULL,
        has_cells ? "current" : NULL,
        has_cells ? "cause" : NULL,
        p->input->gate != NULL ? "waived" : NULL,
        has_cells && net->design != NULL ? "largest currents" : NULL,
    };
    char text[64];
    snprintf(text, sizeof text, "%zu hotspot%s %s ", list->found, ird_plural(list->found),
             net->quantity->least_is_worst ? "below" : "above");
    ird_xml_begin(&p->xml, "p");
    ird_xml_text(&p->xml, text);
    ird_xml_text(&p->xml, value_text(p, net, net->threshold));
    ird_xml_end(&p->xml);
    if (list->count == 0) {
        return;
    }
    ird_xml_begin(&p->xml, "table");
    put_heads(p, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < list->count; i++) {
        put_hotspot(p, net, &list->items[i]);
    }
    ird_xml_end(&p->xml);
}

static void put_net(page *p, const ird_answer *net) {
    ird_text header = {0};
    say(p, "Net %s, corner %s, %s", net->net, net->corner, ird_way_phrase(net->way));
    put_leaf(p, "h2", NULL, ird_text_get(&p->scratch));
    if (net->map == NULL) {
        put_leaf(p, "p", NULL, "There is no map of this net.");
        return;
    }
    if (is_fine(p)) {
        p->xml.status = ird_report_header(&header, net, p->err);
    }
    put_leaf(p, "pre", NULL, ird_text_get(&header));
    ird_text_free(&header);
    put_figures(p, net);
    if (net->hotspots != NULL) {
        put_hotspots(p, net);
    }
}

/* --- gate ----------------------------------------------------------------------------
 */

static void put_finding(page *p, const char *word, const char *message) {
    ird_xml_begin(&p->xml, "tr");
    put_leaf(p, "td", word, word);
    put_leaf(p, "td", NULL, message);
    ird_xml_end(&p->xml);
}

static void put_waiver(page *p, const ird_gate_result *gate, size_t i) {
    ird_text sentence = {0};
    ird_status id = IRD_OK;
    if (is_fine(p)) {
        p->xml.status = ird_report_waiver(&sentence, gate, i, &id, p->err);
    }
    if (id != IRD_OK) {
        put_finding(p, id == IRD_GATE_EXPIRED ? "expired" : "unmatched",
                    ird_text_get(&sentence));
    }
    ird_text_free(&sentence);
}

static void put_gate(page *p, const ird_gate_result *gate) {
    const char *verdict = ird_verdict_name(gate->verdict);
    ird_xml_begin(&p->xml, "h2");
    ird_xml_text(&p->xml, "Gate: ");
    put_leaf(p, "span", verdict, verdict);
    ird_xml_end(&p->xml);
    say(p, "%s%s%sOn %s.", gate->rules->path != NULL ? "Rules: " : "",
        gate->rules->path != NULL ? gate->rules->path : "",
        gate->rules->path != NULL ? ". " : "", gate->today);
    put_leaf(p, "p", NULL, ird_text_get(&p->scratch));
    ird_xml_begin(&p->xml, "table");
    for (size_t i = 0; i < gate->checks.count; i++) {
        const ird_gate_check *check = &gate->checks.items[i];
        put_finding(p, ird_verdict_name(check->verdict), check->message);
        for (size_t k = 0; k < gate->places.count; k++) {
            const ird_gate_place *place = &gate->places.items[k];
            if (place->check == i) {
                put_finding(p, place->waiver != NULL ? "waived" : "violation",
                            place->message);
            }
        }
    }
    for (size_t i = 0; i < gate->rules->waivers.count; i++) {
        put_waiver(p, gate, i);
    }
    ird_xml_end(&p->xml);
}

/* --- the page ------------------------------------------------------------------------
 */

static void put_head(page *p, const char *title) {
    ird_xml_begin(&p->xml, "head");
    ird_xml_begin(&p->xml, "meta");
    ird_xml_attribute(&p->xml, "charset", "UTF-8");
    ird_xml_end(&p->xml);
    ird_xml_begin(&p->xml, "meta");
    ird_xml_attribute(&p->xml, "name", "generator");
    say(p, "irdrop %s", p->input->version);
    ird_xml_attribute(&p->xml, "content", ird_text_get(&p->scratch));
    ird_xml_end(&p->xml);
    ird_xml_leaf(&p->xml, "title", title);
    ird_xml_leaf(&p->xml, "style", style);
    ird_xml_end(&p->xml);
}

ird_status ird_write_html(FILE *stream, const ird_report_input *input, ird_error *err) {
    page p = {.input = input, .err = err};
    const char *design =
        *input->answers->design != '\0' ? input->answers->design : "a map";
    ird_text title = {0};
    ird_status status =
        ird_text_printf(&title, err, "%s of %s", ird_report_title(input), design);
    if (status != IRD_OK) {
        return status;
    }
    ird_xml_out_open(&p.xml, stream, err);
    ird_xml_doctype(&p.xml, "html");
    ird_xml_begin(&p.xml, "html");
    ird_xml_attribute(&p.xml, "lang", "en");
    put_head(&p, ird_text_get(&title));
    ird_xml_begin(&p.xml, "body");
    put_leaf(&p, "h1", NULL, ird_text_get(&title));
    if (input->gate != NULL) {
        put_gate(&p, input->gate);
    }
    for (size_t i = 0; i < input->answers->count; i++) {
        put_net(&p, &input->answers->items[i]);
    }
    status = ird_xml_out_close(&p.xml);
    ird_text_free(&p.scratch);
    ird_text_free(&title);
    return status;
}
