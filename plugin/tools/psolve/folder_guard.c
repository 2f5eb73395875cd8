/* SPDX-License-Identifier: BSD-3-Clause */
#include "folder_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "ranks/ranks.h"

/* A handler has nothing else to go by. Signals are not blocked for a thread of ours to
 * wait for them, since threads of MPI unblock them. */
static int bell_rope = -1;

static void ring(int number) {
    (void)number;
    ssize_t written = write(bell_rope, "", 1);
    (void)written;
}

static void *wait_for_bell(void *context) {
    ird_guard *guard = context;
    char byte;
    while (read(guard->bell, &byte, 1) < 0 && errno == EINTR) {
    }
    const char *folder = atomic_load(&guard->folder);
    if (folder != NULL) {
        ird_scratch_remove(folder);
    }
    _exit(1);
    return NULL;
}

void ird_guard_start(ird_guard *guard) {
    int ends[2];
    pthread_t thread;
    struct sigaction action = {.sa_handler = ring, .sa_flags = SA_RESTART};
    atomic_init(&guard->folder, NULL);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return;
    }
    guard->bell = ends[0];
    bell_rope = ends[1];
    if (pthread_create(&thread, NULL, wait_for_bell, guard) == 0) {
        (void)pthread_detach(thread);
        sigemptyset(&action.sa_mask);
        (void)sigaction(SIGTERM, &action, NULL);
        (void)sigaction(SIGINT, &action, NULL);
        (void)sigaction(SIGHUP, &action, NULL);
    }
}
