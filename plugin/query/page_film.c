/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time for a page: pictures through the cycle of the worst one, and waveforms of
 * the instances that are worst off.
 */
#include <math.h>
#include <stdlib.h>

#include "answer/pin_drops.h"
#include "query/drop_map.h"
#include "query/page_extras.h"
#include "session/supply.h"

static const char doing[] = "writing a page";

/* Points of a waveform on a page, at most. */
enum { POINTS = 400 };

/* Of one net. */
typedef struct reel {
    double worst_v[IRD_PAGE_FRAMES];
    ird_map maps[IRD_PAGE_FRAMES];
    ird_page_wave waves[IRD_PAGE_WAVES];
    size_t wave_count, first_wave; /* among the probes */
} reel;

struct ird_film {
    double at_s[IRD_PAGE_FRAMES];
    size_t count;
    reel *reels;
    size_t reel_count;
    IRD_VEC(int32_t) probes;   /* nodes through the nets */
    double *times_s, *drops_v; /* of the waves, one behind the other */
};

void ird_film_free(ird_film *film) {
    for (size_t i = 0; film != NULL && i < film->reel_count; i++) {
        for (size_t k = 0; k < IRD_PAGE_FRAMES; k++) {
            ird_map_free(&film->reels[i].maps[k]);
        }
    }
    if (film != NULL) {
        ird_free(film->reels);
        ird_free(film->probes.items);
        ird_free(film->times_s);
        ird_free(film->drops_v);
        ird_free(film);
    }
}

/* --- times ---------------------------------------------------------------------------
 */

/* The net whose drop is the worst. */
static size_t worst_net(const ird_net_dynamic *dynamic) {
    size_t worst = 0;
    for (size_t i = 1; i < dynamic->net_count; i++) {
        if (dynamic->nets[i].solution.worst_drop_v >
            dynamic->nets[worst].solution.worst_drop_v) {
            worst = i;
        }
    }
    return worst;
}

/* The cycle that holds the worst drop; all of the time where there is no clock. */
static ird_time_span span_of(const ird_session *session, const ird_net_dynamic *dynamic) {
    const ird_time_wish wish = ird_session_last_time_wish(session);
    double stop_s = dynamic->steps.stop_s;
    double at_s = ird_net_dynamic_worst_at_s(dynamic, worst_net(dynamic));
    size_t cycles = session->is_spice ? 1 : wish.switching.cycles;
    double cycle_s = stop_s / (double)(cycles > 0 ? cycles : 1);
    double from_s =
        isnan(at_s) ? 0 : fmin(floor(at_s / cycle_s) * cycle_s, stop_s - cycle_s);
    return (ird_time_span){from_s, from_s + cycle_s};
}

static int by_time(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Evenly, and when nets are worst, as far as that is in the span. */
static void choose_times(ird_film *film, const ird_net_dynamic *dynamic,
                         ird_time_span span) {
    enum { EVEN = IRD_PAGE_FRAMES - 2 };
    for (size_t i = 0; i < EVEN; i++) {
        film->at_s[i] =
            span.from_s + (span.to_s - span.from_s) * (double)i / (double)(EVEN - 1);
    }
    film->count = EVEN;
    for (size_t i = 0; i < dynamic->net_count && film->count < IRD_PAGE_FRAMES; i++) {
        double at_s = ird_net_dynamic_worst_at_s(dynamic, i);
        if (at_s > span.from_s && at_s < span.to_s) {
            film->at_s[film->count++] = at_s;
        }
    }
    qsort(film->at_s, film->count, sizeof *film->at_s, by_time);
}

/* A frame that comes again is by finer steps. */
static ird_status keep_frame(void *context, size_t net, size_t index, double at_s,
                             double worst_v, const ird_map *map, ird_error *err) {
    ird_film *film = context;
    reel *to = &film->reels[net];
    ird_map copy = {0};
    (void)at_s;
    IRD_TRY(ird_map_copy(&copy, map, err));
    ird_map_free(&to->maps[index]);
    to->maps[index] = copy;
    to->worst_v[index] = worst_v;
    return IRD_OK;
}

/* --- waveforms -----------------------------------------------------------------------
 */

static bool is_taken(const int32_t *taken, size_t count, int32_t name) {
    size_t i = 0;
    while (i < count && taken[i] != name) {
        i++;
    }
    return i < count;
}

/* The worst pin of an instance that is not among those taken; NULL: there is none. */
static const ird_pin_drop *next_worst(const ird_pin_drops *pins, const int32_t *taken,
                                      size_t count) {
    const ird_pin_drop *worst = NULL;
    for (size_t i = 0; i < pins->items.count; i++) {
        const ird_pin_drop *pin = &pins->items.items[i];
        if (pin->node >= 0 && pin->ampere > 0 && !isnan(pin->drop_v) &&
            (worst == NULL || pin->drop_v > worst->drop_v) &&
            !is_taken(taken, count, pin->name)) {
            worst = pin;
        }
    }
    return worst;
}

static ird_status choose_waves(ird_film *film, reel *to, const ird_solved *solved,
                               size_t first_node, ird_error *err) {
    ird_pin_drops pins = {0};
    int32_t taken[IRD_PAGE_WAVES];
    const ird_pin_drop *worst;
    IRD_TRY(ird_vec_reserve(&film->probes, IRD_PAGE_WAVES, doing, err));
    IRD_TRY(ird_pin_drops_make(&pins, solved, err));
    /* Names of a design stay; those of the loads of a netlist may be of the list. */
    bool names_stay = ird_pin_drops_names(&pins) != &pins.own_names;
    to->first_wave = film->probes.count;
    while (names_stay && to->wave_count < IRD_PAGE_WAVES &&
           (worst = next_worst(&pins, taken, to->wave_count)) != NULL) {
        taken[to->wave_count] = worst->name;
        to->waves[to->wave_count++].instance =
            ird_pin_drop_name(&pins, (size_t)(worst - pins.items.items));
        film->probes.items[film->probes.count++] = (int32_t)first_node + worst->node;
    }
    ird_pin_drops_free(&pins);
    return IRD_OK;
}

/* Where in the course the span is, thinned to so many points. */
typedef struct part {
    size_t begin, every, count;
} part;

static part part_of(const ird_dynamic_course *course, ird_time_span span) {
    size_t begin = 0, end = course->count;
    while (begin < end && course->at_s[begin] < span.from_s) {
        begin++;
    }
    while (end > begin && course->at_s[end - 1] > span.to_s) {
        end--;
    }
    size_t every = (end - begin) / POINTS + 1;
    return (part){begin, every, (end - begin + every - 1) / every};
}

/* What was probed, in the order of the probes. */
static ird_status take_waves(ird_film *film, const ird_dynamic_course *course,
                             ird_time_span span, ird_error *err) {
    const part p = part_of(course, span);
    film->times_s = ird_alloc(p.count, sizeof *film->times_s);
    film->drops_v = ird_alloc(p.count * film->probes.count, sizeof *film->drops_v);
    if (film->times_s == NULL || film->drops_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t k = 0; k < p.count; k++) {
        size_t at = p.begin + k * p.every;
        film->times_s[k] = course->at_s[at];
        for (size_t i = 0; i < film->probes.count; i++) {
            film->drops_v[i * p.count + k] = course->drop_v[i * course->count + at];
        }
    }
    for (size_t i = 0; i < film->reel_count; i++) {
        reel *to = &film->reels[i];
        for (size_t k = 0; k < to->wave_count; k++) {
            to->waves[k].count = p.count;
            to->waves[k].at_s = film->times_s;
            to->waves[k].drop_v = film->drops_v + (to->first_wave + k) * p.count;
        }
    }
    return IRD_OK;
}

/* --- all nets ------------------------------------------------------------------------
 */

static ird_status prepare(ird_film *film, const ird_session *session,
                          const ird_net_dynamic *dynamic, ird_error *err) {
    film->reels = ird_alloc_zero(dynamic->net_count, sizeof *film->reels);
    if (film->reels == NULL) {
        return ird_fail_memory(err, doing);
    }
    film->reel_count = dynamic->net_count;
    for (size_t i = 0; i < film->reel_count; i++) {
        const ird_solved solved = ird_session_solved(session, &dynamic->nets[i], NULL);
        IRD_TRY(choose_waves(film, &film->reels[i], &solved,
                             ird_net_dynamic_first_node(dynamic, i), err));
    }
    return IRD_OK;
}

static ird_status shoot(ird_film *film, ird_session *session,
                        const ird_net_dynamic *dynamic, const ird_monitor *monitor,
                        ird_error *err) {
    const ird_time_span span = span_of(session, dynamic);
    ird_dynamic_course courses = {0};
    IRD_TRY(prepare(film, session, dynamic, err));
    choose_times(film, dynamic, span);
    const ird_film_wish wish = {
        .has_all_nets = true,
        .times_s = film->at_s,
        .count = film->count,
        .sink = keep_frame,
        .context = film,
        .probes = film->probes.items,
        .probe_count = film->probes.count,
    };
    IRD_TRY(ird_session_film(session, &wish, &courses, monitor, err));
    ird_status status =
        film->probes.count > 0 ? take_waves(film, &courses, span, err) : IRD_OK;
    ird_dynamic_course_free(&courses);
    return status;
}

ird_status ird_session_page_film(ird_session_page *page, ird_session *session,
                                 const ird_monitor *monitor, ird_error *err) {
    const ird_net_dynamic *dynamic = NULL;
    IRD_TRY(ird_session_last_dynamic(session, monitor, &dynamic, err));
    page->film = ird_alloc_zero(1, sizeof *page->film);
    if (page->film == NULL) {
        return ird_fail_memory(err, doing);
    }
    IRD_TRY(shoot(page->film, session, dynamic, monitor, err));
    IRD_TRY(ird_vec_reserve(&page->frames, page->film->reel_count, doing, err));
    for (size_t i = 0; i < page->film->reel_count; i++) {
        const reel *of = &page->film->reels[i];
        page->frames.items[page->frames.count++] = (ird_page_frames){
            .net = ird_session_net_name(session, dynamic->nets[i].net),
            .count = page->film->count,
            .at_s = page->film->at_s,
            .worst_v = of->worst_v,
            .maps = of->maps,
            .wave_count = of->wave_count,
            .waves = of->waves,
        };
    }
    return IRD_OK;
}
