/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/bands.h"

static const char DOING[] = "cutting a layer into bands";

/* A band goes on until it has so many shapes: less would not be worth beginning with. */
enum { LEAST_SHAPES = 500, MOST_BUCKETS = 1 << 18 };

/* Heights are sorted into buckets. Shapes that touch have a height in common, so that
 * between two buckets without a shape in both no metal passes. */
typedef struct buckets {
    size_t count;
    int64_t low_dbu;
    double per_dbu;
    int32_t *crossed; /* per bucket: shapes that go on from it to the next */
    uint32_t *shapes; /* per bucket: shapes whose low side is there; then its band */
} buckets;

void ird_bands_free(ird_bands *bands) {
    ird_free(bands->shape_starts);
    ird_free(bands->probe_starts);
    ird_free(bands->shapes);
    ird_free(bands->probes);
    *bands = (ird_bands){0};
}

static size_t bucket_of(const buckets *b, int64_t v_dbu) {
    double at = (double)(v_dbu - b->low_dbu) * b->per_dbu;
    return at <= 0 ? 0 : at >= (double)(b->count - 1) ? b->count - 1 : (size_t)at;
}

/* How many buckets, and where they begin. */
static void lay_out(buckets *b, const ird_work_layer *layer) {
    int64_t low = INT64_MAX, high = INT64_MIN;
    size_t solid = 0;
    for (size_t i = 0; i < layer->shapes.count; i++) {
        const ird_uv_box *box = &layer->shapes.items[i];
        if (ird_uv_has_area(box)) {
            low = box->v0_dbu < low ? box->v0_dbu : low;
            high = box->v1_dbu > high ? box->v1_dbu : high;
            solid++;
        }
    }
    double range = solid > 0 ? (double)(high - low) + 1 : 1;
    double count = 16 * (double)solid + 1;
    count = count < MOST_BUCKETS ? count : MOST_BUCKETS;
    count = count < range ? count : range;
    b->low_dbu = solid > 0 ? low : 0;
    b->count = (size_t)count;
    b->per_dbu = (double)b->count / range;
}

static void count_shapes(buckets *b, const ird_work_layer *layer) {
    for (size_t i = 0; i < layer->shapes.count; i++) {
        const ird_uv_box *box = &layer->shapes.items[i];
        if (ird_uv_has_area(box)) {
            size_t first = bucket_of(b, box->v0_dbu);
            b->shapes[first]++;
            b->crossed[first]++;
            b->crossed[bucket_of(b, box->v1_dbu)]--;
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

/* starts[band + 1] is the next free place of the band while this runs. */
static void place(const buckets *b, const ird_work_layer *layer, ird_bands *bands,
                  bool is_counting) {
    uint32_t *shapes = bands->shape_starts + (is_counting ? 2 : 1);
    uint32_t *probes = bands->probe_starts + (is_counting ? 2 : 1);
    for (size_t i = 0; i < layer->shapes.count; i++) {
        const ird_uv_box *box = &layer->shapes.items[i];
        if (ird_uv_has_area(box)) {
            uint32_t at = shapes[b->shapes[bucket_of(b, box->v0_dbu)]]++;
            if (!is_counting) {
                bands->shapes[at] = (uint32_t)i;
            }
        }
    }
    for (size_t i = 0; i < layer->probes.count; i++) {
        uint32_t at = probes[b->shapes[bucket_of(b, layer->probes.items[i].v_dbu)]]++;
        if (!is_counting) {
            bands->probes[at] = (uint32_t)i;
        }
    }
    for (size_t k = 1; k < bands->count && is_counting; k++) {
        bands->shape_starts[k + 1] += bands->shape_starts[k];
        bands->probe_starts[k + 1] += bands->probe_starts[k];
    }
}

static ird_status sort(const buckets *b, const ird_work_layer *layer, ird_bands *bands,
                       ird_error *err) {
    bands->shape_starts = ird_alloc_zero(bands->count + 2, sizeof *bands->shape_starts);
    bands->probe_starts = ird_alloc_zero(bands->count + 2, sizeof *bands->probe_starts);
    bands->shapes = ird_alloc(layer->shapes.count, sizeof *bands->shapes);
    bands->probes = ird_alloc(layer->probes.count, sizeof *bands->probes);
    if (bands->shape_starts == NULL || bands->probe_starts == NULL ||
        bands->shapes == NULL || bands->probes == NULL) {
        return ird_fail_memory(err, DOING);
    }
    place(b, layer, bands, true);
    place(b, layer, bands, false);
    return IRD_OK;
}

ird_status ird_bands_make(ird_bands *bands, const ird_work_layer *layer, ird_error *err) {
    buckets b = {0};
    lay_out(&b, layer);
    b.crossed = ird_alloc_zero(b.count, sizeof *b.crossed);
    b.shapes = ird_alloc_zero(b.count, sizeof *b.shapes);
    ird_status status = IRD_OK;
    if (b.crossed == NULL || b.shapes == NULL) {
        status = ird_fail_memory(err, DOING);
    } else {
        count_shapes(&b, layer);
        bands->count = number_bands(&b);
        status = sort(&b, layer, bands, err);
    }
    ird_free(b.crossed);
    ird_free(b.shapes);
    if (status != IRD_OK) {
        ird_bands_free(bands);
    }
    return status;
}
