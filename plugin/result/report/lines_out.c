/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Formats of one line, or three, a thing: CSV, TritonRoute's DRC text, heat map,
 * voltages.
 */
#include <string.h>

#include "base/number.h"
#include "base/exact.h"
#include "report/markers.h"
#include "report/time_basis.h"
#include "report/writers.h"

static void put_numbers(FILE *stream, const double *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char number[IRD_EXACT_SIZE];
        fprintf(stream, "%s%s", i > 0 ? "," : "", ird_exact_number(number, values[i]));
    }
}

/* A field of CSV (RFC 4180): quoted where it holds a separator. */
static void put_field(FILE *stream, const char *text) {
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            fputc('"', stream);
        }
        fputc(*text, stream);
    }
    fputc('"', stream);
}

static void put_csv_line(FILE *stream, const ird_marker *marker) {
    const ird_answer *net = marker->net;
    const double corners[] = {marker->box.x0_um, marker->box.y0_um, marker->box.x1_um,
                              marker->box.y1_um};
    put_field(stream, marker->category);
    fputc(',', stream);
    put_field(stream, net->net);
    fputc(',', stream);
    put_field(stream, net->corner);
    fputc(',', stream);
    put_field(stream, net->layer != NULL ? net->layer : "");
    fputc(',', stream);
    if (marker->has_box) {
        put_numbers(stream, corners, 4);
    } else {
        fputs(",,,", stream);
    }
    fputc(',', stream);
    put_numbers(stream, &marker->value, 1);
    fprintf(stream, ",%s,%d,", marker->unit, marker->waiver != NULL);
    put_field(stream, marker->instance_count > 0 ? marker->instances[0] : "");
    fputc(',', stream);
    put_field(stream, marker->comment);
    fputc(',', stream);
    put_field(stream, net->network_kind != NULL ? net->network_kind : "");
    fputc(',', stream);
    put_field(stream, marker->basis);
    fputc('\n', stream);
}

ird_status ird_write_csv(FILE *stream, const ird_report_input *input, ird_error *err) {
    ird_marker_list list = {0};
    ird_status status = ird_marker_list_build(&list, input, err);
    if (status == IRD_OK) {
        fputs("category,net,corner,layer,x0,y0,x1,y1,value,unit,waived,instance,comment,"
              "network,time_rests_on\n",
              stream);
        for (size_t i = 0; i < list.items.count; i++) {
            put_csv_line(stream, &list.items.items[i]);
        }
    }
    ird_marker_list_free(&list);
    return status;
}

static void put_drc(FILE *stream, const ird_marker *marker) {
    const double corners[] = {marker->box.x0_um, marker->box.y0_um, marker->box.x1_um,
                              marker->box.y1_um};
    static const char *const before[] = {"(", ", ", ") - (", ", "};
    fprintf(stream, "violation type: %s%s\n\tsrcs: net:%s", marker->category,
            marker->waiver != NULL ? " (waived)" : "", marker->net->net);
    for (size_t i = 0; i < marker->instance_count; i++) {
        fprintf(stream, " inst:%s", marker->instances[i]);
    }
    fprintf(stream, "\n\tcomment: %s%s%s\n\tbbox = ", marker->comment,
            marker->basis[0] != '\0' ? "; in time: " : "", marker->basis);
    for (size_t i = 0; i < 4; i++) {
        char number[IRD_EXACT_SIZE];
        fprintf(stream, "%s%s", before[i], ird_exact_number(number, corners[i]));
    }
    fprintf(stream, ") on Layer %s\n",
            marker->net->layer != NULL ? marker->net->layer : "-");
}

ird_status ird_write_drc(FILE *stream, const ird_report_input *input, ird_error *err) {
    ird_marker_list list = {0};
    ird_status status = ird_marker_list_build(&list, input, err);
    for (size_t i = 0; status == IRD_OK && i < list.items.count; i++) {
        if (list.items.items[i].has_box) {
            put_drc(stream, &list.items.items[i]);
        }
    }
    ird_marker_list_free(&list);
    return status;
}

ird_status ird_write_heatmap(FILE *stream, const ird_report_input *input,
                             ird_error *err) {
    const ird_map *map = input->answers->items[0].map;
    (void)err;
    ird_put_time_lines(stream, &input->answers->items[0]);
    fprintf(stream, "x0,y0,x1,y1,value (%s)\n",
            *ird_unit_name(map->unit) != '\0' ? ird_unit_name(map->unit) : "relative");
    for (size_t i = 0; i < ird_map_count(map); i++) {
        ird_rect_um box = ird_map_pixel_box(map, i / map->columns, i % map->columns);
        const double values[] = {box.x0_um, box.y0_um, box.x1_um, box.y1_um,
                                 map->values[i]};
        put_numbers(stream, values, 5);
        fputc('\n', stream);
    }
    return IRD_OK;
}

void ird_put_network_line(FILE *stream, const ird_answer *net) {
    if (net->network_kind != NULL && strcmp(net->network_kind, "pdnsim") != 0) {
        fprintf(stream, "# network: %s\n", net->network_phrase);
    }
}

ird_status ird_write_voltages(FILE *stream, const ird_report_input *input,
                              ird_error *err) {
    const ird_answer *net = &input->answers->items[0];
    (void)err;
    ird_put_network_line(stream, net);
    ird_put_time_lines(stream, net);
    fputs("Instance,Terminal,Layer,X location,Y location,Voltage\n", stream);
    for (size_t i = 0; i < net->pin_count; i++) {
        const ird_answer_pin *instance = &net->pins[i];
        char number[3][IRD_EXACT_SIZE];
        ird_number_write_fixed(number[0], IRD_EXACT_SIZE, 4, instance->at.x_um);
        ird_number_write_fixed(number[1], IRD_EXACT_SIZE, 4, instance->at.y_um);
        ird_number_write_fixed(number[2], IRD_EXACT_SIZE, 9, instance->voltage_v);
        put_field(stream, instance->name);
        fputc(',', stream);
        put_field(stream, instance->terminal);
        fputc(',', stream);
        put_field(stream, instance->layer);
        fprintf(stream, ",%s,%s,%s\n", number[0], number[1], number[2]);
    }
    return IRD_OK;
}
