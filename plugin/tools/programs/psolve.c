/* SPDX-License-Identifier: BSD-3-Clause
 *
 * irdrop-psolve: a power grid solved by processes that share it, under mpirun.
 */
#include <petscsys.h>
#include <string.h>

#include "psolve/serve.h"

static const char usage[] =
    "usage: mpirun -n N irdrop-psolve FOLDER ?OPTION ...?\n"
    "       mpirun -n N irdrop-psolve NETLIST ?-out FILE? ?OPTION ...?\n"
    "Solves a power grid by N processes that share it. FOLDER is what write_network "
    "-parts\n"
    "N of irdrop wrote, of which each process reads its part; the drops of the nodes go\n"
    "there, too, as part-P.drops. NETLIST is a power grid as SPICE, which the first "
    "process\n"
    "reads and cuts.\n"
    "  -out FILE            voltages of the nodes of NETLIST, a line each: name and "
    "volt\n"
    "  -preconditioner P    boomeramg (when not given), gamg, schwarz, icc, or mumps, "
    "which\n"
    "                       factors the whole\n"
    "  -serve               for irdrop itself, which writes what to do to standard "
    "input\n"
    "                       and to whom FOLDER belongs: it goes when that ends\n"
    "  -help                this\n"
    "Prints nodes, steps, residual, memory and seconds. PETSC_OPTIONS are PETSc's own.\n";

/* Whether the next word is the value of an option of that name. */
static bool has_value(int argc, char **argv, int *at, const char *name) {
    if (strcmp(argv[*at], name) != 0 || *at + 1 >= argc) {
        return false;
    }
    ++*at;
    return true;
}

static bool parse(ird_psolve_request *request, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-serve") == 0) {
            request->is_served = true;
        } else if (has_value(argc, argv, &i, "-out")) {
            request->out = argv[i];
        } else if (has_value(argc, argv, &i, "-preconditioner")) {
            int k = 0;
            while (k < IRD_PRECONDITIONERS &&
                   strcmp(argv[i], ird_preconditioner_name((ird_preconditioner)k)) != 0) {
                k++;
            }
            if (k == IRD_PRECONDITIONERS) {
                return false;
            }
            request->preconditioner = (ird_preconditioner)k;
        } else if (argv[i][0] == '-' || request->input != NULL) {
            return false;
        } else {
            request->input = argv[i];
        }
    }
    return request->input != NULL;
}

static int run(const ird_psolve_request *request) {
    int rank;
    ird_error err = {0};
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (ird_psolve(request, &err) == IRD_OK) {
        return 0;
    }
    if (rank == 0) {
        const char *colon = err.file[0] != '\0' ? ": " : "";
        fprintf(stderr, "irdrop-psolve: %s%s%s\n", err.file, colon, err.text);
    }
    return 1;
}

int main(int argc, char **argv) {
    ird_guard guard;
    ird_psolve_request request = {.guard = &guard};
    int rank, none = 0;
    if (argc == 2 && strcmp(argv[1], "-help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    /* Words are ours; PETSc has PETSC_OPTIONS. */
    if (PetscInitialize(&none, NULL, NULL, NULL) != 0) {
        fputs("irdrop-psolve: PETSc does not start\n", stderr);
        return 1;
    }
    PetscPopSignalHandler();
    ird_guard_start(&guard); /* behind that, which puts handlers of before aside */
    PetscPushErrorHandler(PetscReturnErrorHandler, NULL);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    int code = 2;
    if (parse(&request, argc, argv)) {
        code = run(&request);
    } else if (rank == 0) {
        fputs(usage, stderr);
    }
    PetscFinalize();
    return code;
}
