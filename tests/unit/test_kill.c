/* SPDX-License-Identifier: BSD-3-Clause
 *
 * irdrop-train killed in the middle (SIGKILL: no handler, no flush) and started again
 * ends with the file of a run that was left alone, byte for byte. */
#include "check.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/input.h"

#define NETWORK "{\"stem\": 4, \"widths\": [8, 8], \"border\": 4}"

static pid_t start(const char *program, const char *output, const char *checkpoint) {
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, "-output", output, "-network", NETWORK, "-side", "32",
              "-steps", "300", "-batch", "4", "-threads", "2", "-validation", "2",
              "-checkpoint_every", "10", "-checkpoint", checkpoint, (char *)NULL);
        _exit(127);
    }
    return child;
}

static int status_of(pid_t child) {
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static void wait_a_little(void) {
    const struct timespec pause = {0, 2000000};
    nanosleep(&pause, NULL);
}

/* Kill the training as soon as it has written a checkpoint. */
static void kill_after_checkpoint(const char *program) {
    pid_t child = start(program, "kill_b.safetensors", "kill_b.ckpt");
    for (int i = 0; i < 5000 && access("kill_b.ckpt", F_OK) != 0; i++) {
        wait_a_little();
    }
    kill(child, SIGKILL);
    int status = status_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    CHECK(access("kill_b.ckpt", F_OK) == 0);
    CHECK(access("kill_b.safetensors", F_OK) != 0);
}

static void compare(const char *a_path, const char *b_path) {
    ird_input a = {0}, b = {0};
    ird_error err = {0};
    CHECK(ird_input_open(&a, a_path, &err) == IRD_OK);
    CHECK(ird_input_open(&b, b_path, &err) == IRD_OK);
    CHECK(a.size == b.size && a.size > 0);
    CHECK(a.size == b.size && memcmp(a.data, b.data, a.size) == 0);
    ird_input_close(&a);
    ird_input_close(&b);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: test_kill PROGRAM\n");
        return 1;
    }
    remove("kill_a.ckpt");
    remove("kill_b.ckpt");
    remove("kill_b.safetensors");
    CHECK(status_of(start(argv[1], "kill_a.safetensors", "kill_a.ckpt")) == 0);
    kill_after_checkpoint(argv[1]);
    CHECK(status_of(start(argv[1], "kill_b.safetensors", "kill_b.ckpt")) == 0);
    compare("kill_a.safetensors", "kill_b.safetensors");
    return check_summary("kill");
}
