/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/alloc.h"

typedef struct helper {
    ird_workers *owner;
    size_t number;
    size_t seen; /* the round of work that it has done */
    pthread_t thread;
} helper;

struct ird_workers {
    size_t count;    /* with the caller */
    size_t started;  /* helper threads that run */
    helper *helpers; /* count - 1 */
    pid_t process;   /* that the helpers run in: a fork of it has none */
    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    size_t round;   /* of work, counted up to start one */
    size_t pending; /* helpers that have not ended this round */
    bool stop;
    void (*task)(void *context, size_t worker);
    void *context;
};

static void *help(void *argument) {
    helper *self = argument;
    ird_workers *w = self->owner;
    pthread_mutex_lock(&w->lock);
    while (true) {
        while (w->round == self->seen && !w->stop) {
            pthread_cond_wait(&w->begin, &w->lock);
        }
        if (w->stop) {
            break;
        }
        self->seen = w->round;
        pthread_mutex_unlock(&w->lock);
        w->task(w->context, self->number);
        pthread_mutex_lock(&w->lock);
        if (--w->pending == 0) {
            pthread_cond_signal(&w->end);
        }
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* Start the helpers, as many as the system gives; whether these are all. */
static bool start(ird_workers *w) {
    w->process = getpid();
    w->started = w->pending = 0;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->begin, NULL);
    pthread_cond_init(&w->end, NULL);
    for (size_t i = 0; i + 1 < w->count; i++) {
        w->helpers[i] = (helper){.owner = w, .number = i + 1, .seen = w->round};
        if (pthread_create(&w->helpers[i].thread, NULL, help, &w->helpers[i]) != 0) {
            return false;
        }
        w->started++;
    }
    return true;
}

size_t ird_workers_wanted(size_t asked) {
    enum { MOST = 16 };
    cpu_set_t set;
    if (asked > 0) {
        return asked;
    }
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count > MOST ? MOST : count < 1 ? 1 : (size_t)count;
}

ird_status ird_workers_create(ird_workers **workers, size_t count, ird_error *err) {
    ird_workers *w = ird_alloc_zero(1, sizeof *w);
    helper *helpers = ird_alloc_zero(count, sizeof *helpers);
    if (w == NULL || helpers == NULL) {
        ird_free(w);
        ird_free(helpers);
        return ird_fail_memory(err, "starting threads");
    }
    w->count = count;
    w->helpers = helpers;
    if (!start(w)) {
        ird_workers_free(w);
        return ird_fail_memory(err, "starting threads");
    }
    *workers = w;
    return IRD_OK;
}

void ird_workers_free(ird_workers *w) {
    if (w == NULL) {
        return;
    }
    if (w->process != getpid()) {
        ird_free(w->helpers); /* of a fork: nobody is there to be told */
        ird_free(w);
        return;
    }
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_broadcast(&w->begin);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->started; i++) {
        pthread_join(w->helpers[i].thread, NULL);
    }
    pthread_cond_destroy(&w->end);
    pthread_cond_destroy(&w->begin);
    pthread_mutex_destroy(&w->lock);
    ird_free(w->helpers);
    ird_free(w);
}

size_t ird_workers_count(const ird_workers *w) {
    return w->count;
}

void ird_workers_run(ird_workers *w, void (*task)(void *context, size_t worker),
                     void *context) {
    if (w->process != getpid()) {
        start(w);
    }
    pthread_mutex_lock(&w->lock);
    w->task = task;
    w->context = context;
    w->pending = w->started;
    w->round++;
    pthread_cond_broadcast(&w->begin);
    pthread_mutex_unlock(&w->lock);
    task(context, 0);
    for (size_t i = w->started + 1; i < w->count; i++) {
        task(context, i); /* of a fork that got fewer threads */
    }
    pthread_mutex_lock(&w->lock);
    while (w->pending > 0) {
        pthread_cond_wait(&w->end, &w->lock);
    }
    pthread_mutex_unlock(&w->lock);
}
