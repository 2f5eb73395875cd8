/* SPDX-License-Identifier: BSD-3-Clause */
#include "shared.h"

#include <math.h>
#include <petscksp.h>
#include <string.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "ranks/part_file.h"
#include "schwarz.h"

/* As engine/cg.h: of the currents, by 2-norms. */
#define RELATIVE_RESIDUAL 1e-12
enum { MOST_ITERATIONS = 2000, OVERLAP = 2 };

static const char *const doing = "solving a part of a power grid";

struct ird_shared {
    char *folder;
    ird_part_head head; /* of the part of this rank; without nodes where it has none */
    ird_preconditioner preconditioner;
    ird_shared_told told;
    int rank;
    double norm;       /* largest absolute row sum */
    double first_norm; /* of the residual, in this solve */
    Mat matrix;
    KSP solver;
    Vec currents, drops, rest;
};

/* PETSc and MPI leave nothing that one could go on with. */
static void must(PetscErrorCode code) {
    const char *text = NULL;
    int rank = 0;
    if (code != 0) {
        MPI_Comm_rank(MPI_COMM_WORLD, &rank);
        PetscErrorMessage(code, &text, NULL);
        fprintf(stderr, "irdrop-psolve: rank %d: PETSc error %d: %s\n", rank, (int)code,
                text != NULL ? text : "unknown");
        fflush(stderr);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
}

ird_status ird_agree(ird_status status, ird_error *err) {
    struct {
        int failed, rank;
    } mine, worst;
    MPI_Comm_rank(MPI_COMM_WORLD, &mine.rank);
    mine.failed = status != IRD_OK;
    MPI_Allreduce(&mine, &worst, 1, MPI_2INT, MPI_MAXLOC, MPI_COMM_WORLD);
    if (worst.failed) {
        MPI_Bcast(err, (int)sizeof *err, MPI_BYTE, worst.rank, MPI_COMM_WORLD);
        return err->status;
    }
    return IRD_OK;
}

static void tell(const ird_shared *s, const char *stage, double fraction) {
    if (s->rank == 0 && s->told.tell != NULL) {
        s->told.tell(s->told.context, stage, fraction);
    }
}

/* ---- loading ----------------------------------------------------------------------- */

/* Whether all have a part of one network, and each part is there, with the nodes that
 * follow those of the part before. */
static ird_status check_parts(const ird_shared *s, ird_error *err) {
    int size;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    uint64_t first = s->head.network, nodes = s->head.parts > 0 ? s->head.count : 0, sum;
    uint64_t before = 0; /* Exscan leaves the first rank's as it was */
    MPI_Bcast(&first, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    MPI_Allreduce(&nodes, &sum, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    MPI_Exscan(&nodes, &before, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    before = s->rank > 0 ? before : 0;
    ird_status status = IRD_OK;
    if (s->head.parts > (unsigned)size) {
        status = ird_fail_at(err, IRD_PART_FILE, s->folder, 0,
                             "the network has %u parts and %d processes are there; start "
                             "them by mpirun -n %u",
                             s->head.parts, size, s->head.parts);
    } else if (s->head.parts > 0 && (s->head.network != first || sum != s->head.nodes ||
                                     s->head.first != before)) {
        status = ird_fail_at(err, IRD_PART_FILE, s->folder, 0,
                             "part %u is of another network than part 0; have the parts "
                             "written again",
                             s->head.part);
    }
    return ird_agree(status, err);
}

/* The part of this rank; that of a rank behind the last has no nodes. */
static ird_status open_part(ird_shared *s, ird_part_file *part, ird_error *err) {
    uint32_t parts = 0;
    ird_status status = IRD_OK;
    if (s->rank == 0) {
        status = ird_part_open(part, s->folder, 0, "network", IRD_PART_NETWORK, err);
        parts = status == IRD_OK ? part->head.parts : 0;
    }
    MPI_Bcast(&parts, 1, MPI_UINT32_T, 0, MPI_COMM_WORLD);
    if (s->rank > 0 && (uint32_t)s->rank < parts) {
        status = ird_part_open(part, s->folder, (size_t)s->rank, "network",
                               IRD_PART_NETWORK, err);
    }
    s->head = part->head;
    IRD_TRY(ird_agree(status, err));
    return check_parts(s, err);
}

static void add_rows(const ird_part_file *part, Mat matrix, PetscInt *columns,
                     PetscScalar *values) {
    size_t end = 0;
    for (size_t i = 0; i < part->head.count; i++) {
        PetscInt row = (PetscInt)(part->head.first + i), count = 1;
        columns[0] = row;
        values[0] = part->leak[i];
        for (size_t last = end + part->degree[i]; end < last; end++, count++) {
            columns[count] = (PetscInt)part->neighbour[end];
            values[count] = -part->siemens[end];
            values[0] += part->siemens[end];
        }
        must(MatSetValues(matrix, 1, &row, count, columns, values, INSERT_VALUES));
    }
}

/* How many entries of each row lie in the columns of this rank, and beyond. */
static PetscInt count_entries(const ird_part_file *part, PetscInt *own, PetscInt *other) {
    size_t end = 0;
    PetscInt widest = 0;
    uint64_t first = part->head.first, last = first + part->head.count;
    for (size_t i = 0; i < part->head.count; i++) {
        own[i] = 1;
        other[i] = 0;
        widest = (PetscInt)part->degree[i] > widest ? (PetscInt)part->degree[i] : widest;
        for (size_t k = 0; k < part->degree[i]; k++, end++) {
            bool is_own = part->neighbour[end] >= first && part->neighbour[end] < last;
            own[i] += is_own ? 1 : 0;
            other[i] += is_own ? 0 : 1;
        }
    }
    return widest + 1;
}

static ird_status make_matrix(ird_shared *s, const ird_part_file *part, ird_error *err) {
    size_t count = (size_t)part->head.count;
    PetscInt *own = ird_alloc(count, sizeof *own),
             *other = ird_alloc(count, sizeof *other);
    PetscInt widest = own != NULL && other != NULL ? count_entries(part, own, other) : 0;
    PetscInt *columns = ird_alloc((size_t)widest, sizeof *columns);
    PetscScalar *values = ird_alloc((size_t)widest, sizeof *values);
    ird_status status = IRD_OK;
    if (own == NULL || other == NULL || columns == NULL || values == NULL) {
        status = ird_fail_memory(err, doing);
    }
    status = ird_agree(status, err);
    if (status == IRD_OK) {
        PetscInt n = (PetscInt)count;
        must(MatCreateAIJ(PETSC_COMM_WORLD, n, n, PETSC_DETERMINE, PETSC_DETERMINE, 0,
                          own, 0, other, &s->matrix));
        must(MatSetOption(s->matrix, MAT_SPD, PETSC_TRUE));
        add_rows(part, s->matrix, columns, values);
        must(MatAssemblyBegin(s->matrix, MAT_FINAL_ASSEMBLY));
        must(MatAssemblyEnd(s->matrix, MAT_FINAL_ASSEMBLY));
    }
    ird_free(own);
    ird_free(other);
    ird_free(columns);
    ird_free(values);
    return status;
}

/* ---- preparing --------------------------------------------------------------------- */

static PetscErrorCode watch(KSP solver, PetscInt iteration, PetscReal norm,
                            void *context) {
    ird_shared *s = context;
    (void)solver;
    s->first_norm = iteration == 0 ? norm : s->first_norm;
    double gained = norm > 0 && s->first_norm > 0 ? log(s->first_norm / norm) : 0;
    tell(s, "solving by processes", gained / -log(RELATIVE_RESIDUAL));
    return 0;
}

/* Settings of hypre and others are given as PETSc's options are; those of PETSC_OPTIONS
 * come later and win. */
static void set_option(const char *name, const char *value) {
    PetscBool is_set = PETSC_FALSE;
    must(PetscOptionsHasName(NULL, NULL, name, &is_set));
    if (!is_set) {
        must(PetscOptionsSetValue(NULL, name, value));
    }
}

static void choose_preconditioner(const ird_shared *s, PC pc) {
    static const char *const types[] = {PCHYPRE, PCGAMG, PCASM, PCBJACOBI, PCCHOLESKY};
    must(PCSetType(pc, types[s->preconditioner]));
    switch (s->preconditioner) {
    case IRD_BY_BOOMERAMG:
        must(PCHYPRESetType(pc, "boomeramg"));
        /* On a grid of 1e5 nodes a third of the time of hypre's own choice, in 14 steps
         * for 13, and three quarters of its memory. */
        set_option("-pc_hypre_boomeramg_coarsen_type", "HMIS");
        set_option("-pc_hypre_boomeramg_interp_type", "ext+i");
        set_option("-pc_hypre_boomeramg_P_max", "4");
        break;
    case IRD_BY_SCHWARZ:
        must(PCASMSetType(pc, PC_ASM_BASIC));
        must(PCASMSetOverlap(pc, OVERLAP));
        break;
    case IRD_BY_ICC:
        set_option("-sub_pc_type", "icc");
        break;
    case IRD_BY_MUMPS:
        must(PCFactorSetMatSolverType(pc, MATSOLVERMUMPS));
        break;
    case IRD_BY_GAMG:
        break;
    }
}

static void prepare(ird_shared *s) {
    PC pc;
    must(MatNorm(s->matrix, NORM_INFINITY, &s->norm));
    must(MatCreateVecs(s->matrix, &s->drops, &s->currents));
    must(VecDuplicate(s->drops, &s->rest));
    must(KSPCreate(PETSC_COMM_WORLD, &s->solver));
    must(KSPSetOperators(s->solver, s->matrix, s->matrix));
    must(KSPSetType(s->solver, KSPCG));
    must(KSPSetNormType(s->solver, KSP_NORM_UNPRECONDITIONED));
    must(KSPSetTolerances(s->solver, RELATIVE_RESIDUAL, 1e-300, PETSC_DEFAULT,
                          MOST_ITERATIONS));
    must(KSPMonitorSet(s->solver, watch, s, NULL));
    must(KSPGetPC(s->solver, &pc));
    choose_preconditioner(s, pc);
    must(KSPSetFromOptions(s->solver));
    tell(s, "preparing to solve by processes", 0);
    must(KSPSetUp(s->solver));
    if (s->preconditioner == IRD_BY_SCHWARZ) {
        KSP *blocks;
        PetscInt count;
        PC block;
        must(PCASMGetSubKSP(pc, &count, NULL, &blocks));
        for (PetscInt i = 0; i < count; i++) {
            must(KSPSetType(blocks[i], KSPPREONLY));
            must(KSPGetPC(blocks[i], &block));
            must(ird_schwarz_block(block));
        }
    }
    must(KSPSetUpOnBlocks(s->solver));
}

ird_status ird_shared_load(ird_shared **shared, const char *folder,
                           ird_preconditioner preconditioner, const ird_shared_told *told,
                           ird_error *err) {
    ird_part_file part = {0};
    ird_shared *s = ird_alloc_zero(1, sizeof *s);
    ird_status status = IRD_OK;
    if (s == NULL || (s->folder = ird_copy_string(folder, strlen(folder))) == NULL) {
        status = ird_fail_memory(err, doing);
    }
    status = ird_agree(status, err);
    if (status == IRD_OK) {
        MPI_Comm_rank(MPI_COMM_WORLD, &s->rank);
        s->preconditioner = preconditioner;
        s->told = *told;
        tell(s, "reading the parts of a power grid", 0);
        status = open_part(s, &part, err);
    }
    if (status == IRD_OK) {
        status = make_matrix(s, &part, err);
    }
    ird_part_close(&part);
    if (status != IRD_OK) {
        ird_shared_free(s);
        return status;
    }
    prepare(s);
    *shared = s;
    return IRD_OK;
}

/* ---- solving ----------------------------------------------------------------------- */

static ird_status read_currents(const ird_shared *s, ird_error *err) {
    ird_part_file part = {0};
    const ird_part_file own = {.head = s->head};
    ird_status status = IRD_OK;
    if (s->head.parts > 0) {
        status = ird_part_open(&part, s->folder, s->head.part, "currents",
                               IRD_PART_CURRENTS, err);
    }
    if (status == IRD_OK && s->head.parts > 0) {
        PetscScalar *values;
        status = ird_part_match(&own, &part, err);
        must(VecGetArray(s->currents, &values));
        memcpy(values, part.value, status == IRD_OK ? s->head.count * sizeof *values : 0);
        must(VecRestoreArray(s->currents, &values));
    }
    ird_part_close(&part);
    return ird_agree(status, err);
}

static ird_status write_drops(const ird_shared *s, ird_error *err) {
    ird_part_head head = s->head;
    ird_status status = IRD_OK;
    if (head.parts > 0) {
        const PetscScalar *values;
        must(VecGetArrayRead(s->drops, &values));
        head.kind = IRD_PART_DROPS;
        head.ends = 0;
        const ird_part_piece piece = {values, (size_t)head.count * sizeof *values};
        status = ird_part_write(s->folder, "drops", &head, &piece, 1, err);
        must(VecRestoreArrayRead(s->drops, &values));
    }
    return ird_agree(status, err);
}

static double residual_of(ird_shared *s) {
    PetscReal rest, drop, current;
    must(MatMult(s->matrix, s->drops, s->rest));
    must(VecAYPX(s->rest, -1, s->currents));
    must(VecNorm(s->rest, NORM_INFINITY, &rest));
    must(VecNorm(s->drops, NORM_INFINITY, &drop));
    must(VecNorm(s->currents, NORM_INFINITY, &current));
    double scale = s->norm * drop + current;
    return scale > 0 ? rest / scale : 0;
}

void ird_shared_measure(ird_shared_answer *answer) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double bytes = 1024 * (double)usage.ru_maxrss;
    double cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    MPI_Allreduce(&cpu_s, &answer->rank_cpu_s, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    MPI_Allreduce(&bytes, &answer->rank_bytes, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    MPI_Allreduce(&bytes, &answer->all_bytes, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

ird_status ird_shared_solve(ird_shared *s, ird_shared_answer *answer, ird_error *err) {
    PetscInt iterations, nodes;
    KSPConvergedReason reason;
    IRD_TRY(read_currents(s, err));
    must(VecSet(s->drops, 0));
    must(KSPSolve(s->solver, s->currents, s->drops));
    must(KSPGetConvergedReason(s->solver, &reason));
    must(KSPGetIterationNumber(s->solver, &iterations));
    must(MatGetSize(s->matrix, &nodes, NULL));
    *answer = (ird_shared_answer){.nodes = (size_t)nodes,
                                  .iterations = (size_t)iterations,
                                  .residual = residual_of(s)};
    ird_shared_measure(answer);
    if (reason < 0 && reason != KSP_DIVERGED_ITS && !(answer->residual < 1e-6)) {
        return ird_fail(err, IRD_SOLVE_INACCURATE,
                        "conjugate gradients of PETSc ended without a solution (reason "
                        "%d); try another -preconditioner",
                        (int)reason);
    }
    return write_drops(s, err);
}

void ird_shared_free(ird_shared *s) {
    if (s != NULL) {
        must(KSPDestroy(&s->solver));
        must(MatDestroy(&s->matrix));
        must(VecDestroy(&s->currents));
        must(VecDestroy(&s->drops));
        must(VecDestroy(&s->rest));
        ird_free(s->folder);
        ird_free(s);
    }
}
