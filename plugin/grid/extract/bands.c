/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/bands.h"

static const char DOING[] = "cutting a layer into bands";

/* A band goes on until it has so many shapes: less would not be worth beginning with. */
enum { LEAST_SHAPES = 500, MOST_BUCKETS = 1 << 18 };

/* What a part of a pin has on the layer, for a cell at (0, 0). */
typedef struct extent {
    int64_t v0_dbu, v1_dbu;
    uint32_t shapes;
} extent;

/* Heights are sorted into buckets. Shapes that touch have a height in common, so that
 * between two buckets without a shape in both no metal passes. */
typedef struct buckets {
    const ird_work_layer *layer;
    const ird_work *work; /* NULL: no pins */
    size_t pins;
    extent *extents; /* per part of a look */
    size_t count;
    int64_t low_dbu;
    double per_dbu;
    int32_t *crossed; /* per bucket: shapes that go on from it to the next */
    uint32_t *shapes; /* per bucket: shapes whose low side is there; then its band */
} buckets;

void ird_bands_free(ird_bands *bands) {
    ird_free(bands->shape_starts);
    ird_free(bands->pin_starts);
    ird_free(bands->probe_starts);
    ird_free(bands->shapes);
    ird_free(bands->pins);
    ird_free(bands->probes);
    *bands = (ird_bands){0};
}

/* ---- pins -------------------------------------------------------------------------- */

static ird_status find_extents(buckets *b, const ird_work *work, ird_error *err) {
    b->work = work;
    b->pins = work->pins.count;
    b->extents = ird_alloc_zero(work->parts.count, sizeof *b->extents);
    if (b->extents == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < work->parts.count; i++) {
        const ird_look_part *part = &work->parts.items[i];
        extent *of = &b->extents[i];
        bool is_here = &work->layers[part->layer] == b->layer;
        for (uint32_t k = 0; k < part->count && is_here; k++) {
            ird_uv_box box =
                ird_work_uv(b->layer, work->part_shapes.items[part->first + k]);
            bool is_first = of->shapes++ == 0;
            of->v0_dbu = is_first || box.v0_dbu < of->v0_dbu ? box.v0_dbu : of->v0_dbu;
            of->v1_dbu = is_first || box.v1_dbu > of->v1_dbu ? box.v1_dbu : of->v1_dbu;
        }
    }
    return IRD_OK;
}

/* Of a pin; without shapes where it has none on the layer. */
static extent extent_of(const buckets *b, size_t pin) {
    const ird_work_pin *at = &b->work->pins.items[pin];
    ird_point cell = b->work->design->components.items[at->component].at;
    int64_t v = b->layer->is_vertical ? cell.x_dbu : cell.y_dbu;
    extent of = b->extents[at->part];
    return (extent){of.v0_dbu + v, of.v1_dbu + v, of.shapes};
}

/* ---- buckets ----------------------------------------------------------------------- */

static size_t bucket_of(const buckets *b, int64_t v_dbu) {
    double at = (double)(v_dbu - b->low_dbu) * b->per_dbu;
    return at <= 0 ? 0 : at >= (double)(b->count - 1) ? b->count - 1 : (size_t)at;
}

/* How many buckets, and where they begin; how many shapes there are. */
static size_t lay_out(buckets *b) {
    int64_t low = INT64_MAX, high = INT64_MIN;
    size_t solid = 0;
    for (size_t i = 0; i < b->layer->shapes.count; i++) {
        const ird_uv_box *box = &b->layer->shapes.items[i];
        if (ird_uv_has_area(box)) {
            low = box->v0_dbu < low ? box->v0_dbu : low;
            high = box->v1_dbu > high ? box->v1_dbu : high;
            solid++;
        }
    }
    for (size_t i = 0; i < b->pins; i++) {
        extent of = extent_of(b, i);
        if (of.shapes > 0) {
            low = of.v0_dbu < low ? of.v0_dbu : low;
            high = of.v1_dbu > high ? of.v1_dbu : high;
            solid += of.shapes;
        }
    }
    double range = solid > 0 ? (double)(high - low) + 1 : 1;
    double count = 16 * (double)solid + 1;
    count = count < MOST_BUCKETS ? count : MOST_BUCKETS;
    count = count < range ? count : range;
    b->low_dbu = solid > 0 ? low : 0;
    b->count = (size_t)count;
    b->per_dbu = (double)b->count / range;
    return solid;
}

static void count_in(buckets *b, int64_t v0_dbu, int64_t v1_dbu, uint32_t shapes) {
    size_t first = bucket_of(b, v0_dbu);
    b->shapes[first] += shapes;
    b->crossed[first]++;
    b->crossed[bucket_of(b, v1_dbu)]--;
}

static void count_shapes(buckets *b) {
    for (size_t i = 0; i < b->layer->shapes.count; i++) {
        const ird_uv_box *box = &b->layer->shapes.items[i];
        if (ird_uv_has_area(box)) {
            count_in(b, box->v0_dbu, box->v1_dbu, 1);
        }
    }
    for (size_t i = 0; i < b->pins; i++) {
        extent of = extent_of(b, i);
        if (of.shapes > 0) {
            count_in(b, of.v0_dbu, of.v1_dbu, of.shapes);
        }
    }
}

/* The band of each bucket into shapes; how many bands there are. */
static size_t number_bands(buckets *b) {
    size_t band = 0, held = 0;
    int32_t crossed = 0;
    for (size_t i = 0; i < b->count; i++) {
        crossed += b->crossed[i];
        held += b->shapes[i];
        b->shapes[i] = (uint32_t)band;
        if (crossed == 0 && held >= LEAST_SHAPES) {
            band++;
            held = 0;
        }
    }
    return band + 1;
}

/* ---- by band ----------------------------------------------------------------------- */

static uint32_t band_at(const buckets *b, int64_t v_dbu) {
    return b->shapes[bucket_of(b, v_dbu)];
}

/* Number i goes into the band: it is counted, or put at its next free place. */
static void put(uint32_t *starts, uint32_t *items, uint32_t band, size_t i,
                bool is_counting) {
    if (is_counting) {
        starts[band + 2]++;
    } else {
        items[starts[band + 1]++] = (uint32_t)i;
    }
}

/* starts[band + 1] is the next free place of the band while this runs. */
static void place(const buckets *b, ird_bands *bands, bool is_counting) {
    const ird_work_layer *layer = b->layer;
    for (size_t i = 0; i < layer->shapes.count; i++) {
        const ird_uv_box *box = &layer->shapes.items[i];
        if (ird_uv_has_area(box)) {
            put(bands->shape_starts, bands->shapes, band_at(b, box->v0_dbu), i,
                is_counting);
        }
    }
    for (size_t i = 0; i < b->pins; i++) {
        extent of = extent_of(b, i);
        if (of.shapes > 0) {
            put(bands->pin_starts, bands->pins, band_at(b, of.v0_dbu), i, is_counting);
        }
    }
    for (size_t i = 0; i < layer->probes.count; i++) {
        put(bands->probe_starts, bands->probes, band_at(b, layer->probes.items[i].v_dbu),
            i, is_counting);
    }
    for (size_t k = 1; k < bands->count && is_counting; k++) {
        bands->shape_starts[k + 1] += bands->shape_starts[k];
        bands->pin_starts[k + 1] += bands->pin_starts[k];
        bands->probe_starts[k + 1] += bands->probe_starts[k];
    }
}

static ird_status sort(const buckets *b, ird_bands *bands, ird_error *err) {
    size_t starts = bands->count + 2;
    bands->shape_starts = ird_alloc_zero(starts, sizeof *bands->shape_starts);
    bands->pin_starts = ird_alloc_zero(starts, sizeof *bands->pin_starts);
    bands->probe_starts = ird_alloc_zero(starts, sizeof *bands->probe_starts);
    bands->shapes = ird_alloc(b->layer->shapes.count, sizeof *bands->shapes);
    bands->pins = ird_alloc(b->pins, sizeof *bands->pins);
    bands->probes = ird_alloc(b->layer->probes.count, sizeof *bands->probes);
    if (bands->shape_starts == NULL || bands->pin_starts == NULL ||
        bands->probe_starts == NULL || bands->shapes == NULL || bands->pins == NULL ||
        bands->probes == NULL) {
        return ird_fail_memory(err, DOING);
    }
    place(b, bands, true);
    place(b, bands, false);
    return IRD_OK;
}

static ird_status make(ird_bands *bands, buckets *b, ird_error *err) {
    bands->solid = lay_out(b);
    b->crossed = ird_alloc_zero(b->count, sizeof *b->crossed);
    b->shapes = ird_alloc_zero(b->count, sizeof *b->shapes);
    if (b->crossed == NULL || b->shapes == NULL) {
        return ird_fail_memory(err, DOING);
    }
    count_shapes(b);
    bands->count = number_bands(b);
    return sort(b, bands, err);
}

ird_status ird_bands_make(ird_bands *bands, const ird_work_layer *layer,
                          const ird_work *work, ird_error *err) {
    buckets b = {.layer = layer};
    ird_status status =
        work != NULL && layer->has_pins ? find_extents(&b, work, err) : IRD_OK;
    if (status == IRD_OK) {
        status = make(bands, &b, err);
    }
    ird_free(b.extents);
    ird_free(b.crossed);
    ird_free(b.shapes);
    if (status != IRD_OK) {
        ird_bands_free(bands);
    }
    return status;
}
