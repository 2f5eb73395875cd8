/* SPDX-License-Identifier: BSD-3-Clause */
#include "activity/signals.h"

#include <stdio.h>
#include <string.h>

static const char *const doing = "reading switching activity";

void ird_signals_free(ird_signals *signals) {
    ird_names_free(&signals->scopes);
    ird_free(signals->parents.items);
    ird_free(signals->items.items);
    ird_free(signals->text.items);
    memset(signals, 0, sizeof *signals);
}

/* Append name, made canonical and ended by NUL, to the text of names. */
static ird_status add_name(ird_signals *signals, ird_slice name, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&signals->text, name.size + 1, doing, err));
    char *to = signals->text.items + signals->text.count;
    size_t size =
        ird_netlist_canonical(to, name.data, name.size, signals->divider, '[', ']');
    to[size] = '\0';
    signals->text.count += size + 1;
    return IRD_OK;
}

ird_status ird_signals_enter(ird_signals *signals, int32_t parent, ird_slice name,
                             int32_t *scope, ird_error *err) {
    ird_text path = {0};
    bool added;
    size_t start = signals->text.count;
    ird_status status = ird_vec_reserve(&signals->parents, 1, doing, err);
    if (status != IRD_OK || (status = add_name(signals, name, err)) != IRD_OK) {
        return status;
    }
    const char *own = signals->text.items + start;
    status = parent < 0 ? ird_text_printf(&path, err, "%s", own)
                        : ird_text_printf(&path, err, "%s/%s",
                                          ird_names_get(&signals->scopes, parent), own);
    if (status == IRD_OK) {
        status = ird_names_add(&signals->scopes, ird_text_get(&path),
                               strlen(ird_text_get(&path)), scope, &added, err);
    }
    if (status == IRD_OK && added) {
        signals->parents.items[signals->parents.count++] = parent;
    }
    signals->text.count = start;
    ird_text_free(&path);
    return status;
}

ird_status ird_signals_add(ird_signals *signals, ird_slice name, ird_signal signal,
                           ird_error *err) {
    signal.name = signals->text.count;
    IRD_TRY(ird_vec_reserve(&signals->items, 1, doing, err));
    IRD_TRY(add_name(signals, name, err));
    signals->items.items[signals->items.count++] = signal;
    return IRD_OK;
}

/* --- names of signals ----------------------------------------------------------------
 */

/* "tb/dut/u1/n[3]" into text. */
static ird_status write_path(const ird_signals *signals, const ird_signal *signal,
                             uint32_t bit, bool with_index, ird_text *text,
                             ird_error *err) {
    const char *name = signals->text.items + signal->name;
    ird_text_truncate(text, 0);
    if (signal->scope >= 0) {
        const char *scope = ird_names_get(&signals->scopes, signal->scope);
        IRD_TRY(ird_text_add(text, scope, strlen(scope), err));
        IRD_TRY(ird_text_add(text, "/", 1, err));
    }
    IRD_TRY(ird_text_add(text, name, strlen(name), err));
    if (with_index) {
        int64_t index = signal->right + (int64_t)bit * signal->step;
        return ird_text_printf(text, err, "[%lld]", (long long)index);
    }
    return IRD_OK;
}

/* What of a path below scope is the name of a net. */
static const char *below(const ird_signals *signals, int32_t scope, const char *path) {
    return scope < 0 ? path : path + strlen(ird_names_get(&signals->scopes, scope)) + 1;
}

static int32_t find_below(const ird_signals *signals, const ird_netlist *netlist,
                          int32_t scope, const ird_text *path) {
    const char *name = below(signals, scope, ird_text_get(path));
    return ird_names_find(&netlist->names, name, strlen(name));
}

/* The net of a bit below scope, -1 without one. A signal of one bit may be called by its
 * name alone although it has a range. */
static ird_status find_net(const ird_signals *signals, const ird_netlist *netlist,
                           const ird_signal *signal, uint32_t bit, int32_t scope,
                           ird_text *path, int32_t *net, ird_error *err) {
    IRD_TRY(write_path(signals, signal, bit, signal->step != 0, path, err));
    *net = find_below(signals, netlist, scope, path);
    if (*net < 0 && signal->step != 0 && signal->width == 1) {
        IRD_TRY(write_path(signals, signal, bit, false, path, err));
        *net = find_below(signals, netlist, scope, path);
    }
    return IRD_OK;
}

/* --- the scope of the design ---------------------------------------------------------
 */

static ird_status fail_no_match(const ird_signals *signals, const char *path,
                                ird_error *err) {
    ird_text example = {0};
    if (signals->items.count > 0) {
        ird_status status =
            write_path(signals, signals->items.items, 0, false, &example, err);
        if (status != IRD_OK) {
            ird_text_free(&example);
            return status;
        }
    }
    ird_fail_at(
        err, IRD_ACTIVITY_NO_MATCH, path, 0,
        "none of its %zu signals is a net of the design%s%.100s; give the scope of "
        "the design by -scope, or the run of this design",
        signals->items.count, signals->items.count > 0 ? ", for example " : "",
        ird_text_get(&example));
    ird_text_free(&example);
    return IRD_ACTIVITY_NO_MATCH;
}

static ird_status fail_scope(const ird_signals *signals, const char *wanted,
                             const char *path, ird_error *err) {
    char list[400] = "";
    size_t used = 0;
    size_t count = ird_names_count(&signals->scopes);
    for (size_t i = 0; i < count; i++) {
        const char *name = ird_names_get(&signals->scopes, (int32_t)i);
        if (strlen(name) + 8 > sizeof list - used) {
            snprintf(list + used, sizeof list - used, " ...");
            break;
        }
        used += (size_t)snprintf(list + used, sizeof list - used, " %s", name);
    }
    ird_fail_at(err, IRD_ACTIVITY_SCOPE, path, 0,
                "there is no scope \"%.100s\"; there are%s", wanted,
                count > 0 ? list : " none");
    ird_error_detail(err, wanted, strlen(wanted));
    return IRD_ACTIVITY_SCOPE;
}

/* tb/dut, /tb/dut and tb.dut are all the scope tb/dut. */
static ird_status find_scope(const ird_signals *signals, const char *wanted,
                             int32_t *scope, ird_error *err) {
    wanted += *wanted == '/' ? 1 : 0;
    size_t size = strlen(wanted);
    char *path = ird_alloc(size + 1, 1);
    if (path == NULL) {
        return ird_fail_memory(err, doing);
    }
    static const char dividers[] = {'\0', '.'};
    *scope = -1;
    for (size_t i = 0; i < sizeof dividers && *scope < 0; i++) {
        size_t made = ird_netlist_canonical(path, wanted, size, dividers[i], '[', ']');
        *scope = ird_names_find(&signals->scopes, path, made);
    }
    ird_free(path);
    return IRD_OK;
}

/* Bits of a signal that are nets if scope is the design: all if bit 0 is one, which is
 * the fast guess; else, where every bit is to be tried, those that are. */
static ird_status count_bits(const ird_signals *signals, const ird_netlist *netlist,
                             const ird_signal *signal, int32_t scope, bool by_every_bit,
                             ird_text *path, size_t *count, ird_error *err) {
    int32_t net;
    IRD_TRY(find_net(signals, netlist, signal, 0, scope, path, &net, err));
    *count = net >= 0 ? signal->width : 0;
    for (uint32_t bit = 1; by_every_bit && net < 0 && bit < signal->width; bit++) {
        int32_t other;
        IRD_TRY(find_net(signals, netlist, signal, bit, scope, path, &other, err));
        *count += other >= 0;
    }
    return IRD_OK;
}

/* For each scope the signals below it that are nets if it is the design. */
static ird_status count_votes(const ird_signals *signals, const ird_netlist *netlist,
                              bool by_every_bit, size_t *votes, ird_error *err) {
    ird_text path = {0};
    ird_status status = IRD_OK;
    for (size_t i = 0; i < signals->items.count && status == IRD_OK; i++) {
        const ird_signal *signal = &signals->items.items[i];
        for (int32_t scope = signal->scope;; scope = signals->parents.items[scope]) {
            size_t found;
            status = count_bits(signals, netlist, signal, scope, by_every_bit, &path,
                                &found, err);
            if (status != IRD_OK) {
                break;
            }
            votes[scope + 1] += found;
            if (scope < 0) {
                break;
            }
        }
    }
    ird_text_free(&path);
    return status;
}

static size_t best_of(const size_t *votes, size_t count) {
    size_t best = 0;
    for (size_t i = 1; i < count; i++) {
        best = votes[i] > votes[best] ? i : best;
    }
    return best;
}

static ird_status elect_scope(const ird_signals *signals, const ird_netlist *netlist,
                              const char *path, int32_t *scope, ird_error *err) {
    size_t count = ird_names_count(&signals->scopes) + 1;
    size_t *votes = ird_alloc_zero(count, sizeof *votes);
    if (votes == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_status status = count_votes(signals, netlist, false, votes, err);
    size_t best = best_of(votes, count);
    if (status == IRD_OK && votes[best] < netlist->driven / 2 + 1) {
        /* Not convincing: nets may be bits of vectors whose bit 0 is none. */
        memset(votes, 0, count * sizeof *votes);
        status = count_votes(signals, netlist, true, votes, err);
        best = best_of(votes, count);
    }
    bool found = votes[best] > 0;
    ird_free(votes);
    if (status != IRD_OK) {
        return status;
    }
    *scope = (int32_t)best - 1;
    return found ? IRD_OK : fail_no_match(signals, path, err);
}

ird_status ird_signals_choose_scope(const ird_signals *signals,
                                    const ird_netlist *netlist, const char *wanted,
                                    const char *path, int32_t *scope, ird_error *err) {
    if (wanted == NULL) {
        return elect_scope(signals, netlist, path, scope, err);
    }
    IRD_TRY(find_scope(signals, wanted, scope, err));
    bool is_whole_file = wanted[strspn(wanted, "/.")] == '\0';
    return *scope >= 0 || is_whole_file ? IRD_OK : fail_scope(signals, wanted, path, err);
}

/* --- nets ----------------------------------------------------------------------------
 */

static bool is_below(const ird_signals *signals, int32_t scope, int32_t top) {
    while (scope >= 0 && scope != top) {
        scope = signals->parents.items[scope];
    }
    return scope == top;
}

ird_status ird_signals_match(const ird_signals *signals, const ird_netlist *netlist,
                             int32_t scope, const char *path, ird_net_source *sources,
                             ird_error *err) {
    ird_text text = {0};
    ird_status status = IRD_OK;
    size_t matched = 0;
    for (size_t i = 0; i < netlist->drivers.count; i++) {
        sources[i] = (ird_net_source){IRD_NO_CODE, 0};
    }
    for (size_t i = 0; i < signals->items.count && status == IRD_OK; i++) {
        const ird_signal *signal = &signals->items.items[i];
        uint32_t width = is_below(signals, signal->scope, scope) ? signal->width : 0;
        for (uint32_t bit = 0; bit < width && status == IRD_OK; bit++) {
            int32_t net = -1;
            status = find_net(signals, netlist, signal, bit, scope, &text, &net, err);
            if (net >= 0 && sources[net].code == IRD_NO_CODE) {
                sources[net] = (ird_net_source){signal->code, bit};
                matched++;
            }
        }
    }
    ird_text_free(&text);
    if (status == IRD_OK && matched == 0) {
        return fail_no_match(signals, path, err);
    }
    return status;
}
