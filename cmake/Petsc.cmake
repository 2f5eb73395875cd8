# SPDX-License-Identifier: BSD-3-Clause
# PETSc and MPI, for irdrop-psolve, which IRDROP_PETSC asks for: IRDROP_HAS_PETSC tells
# whether it is built. A sanitized build has it only where it is ON, for MPI leaks.
set(IRDROP_HAS_PETSC OFF)
if(IRDROP_PETSC STREQUAL "ON")
  pkg_check_modules(PETSC REQUIRED IMPORTED_TARGET petsc>=3.18)
  pkg_check_modules(MPI REQUIRED IMPORTED_TARGET mpi-c)
elseif(IRDROP_PETSC STREQUAL "AUTO" AND NOT IRDROP_SANITIZE AND NOT IRDROP_FUZZ)
  pkg_check_modules(PETSC QUIET IMPORTED_TARGET petsc>=3.18)
  pkg_check_modules(MPI QUIET IMPORTED_TARGET mpi-c)
elseif(NOT IRDROP_PETSC MATCHES "^(AUTO|OFF)$")
  message(FATAL_ERROR "IRDROP_PETSC is AUTO, ON or OFF, not ${IRDROP_PETSC}")
endif()
if(NOT IRDROP_PETSC STREQUAL "OFF" AND PETSC_FOUND AND MPI_FOUND)
  set(IRDROP_HAS_PETSC ON)
endif()
if(IRDROP_HAS_PETSC)
  message(STATUS "irdrop-psolve: PETSc ${PETSC_VERSION}")
else()
  message(STATUS "irdrop-psolve: not built, for there is no PETSc, or IRDROP_PETSC is OFF "
    "(Debian: cmake/install-packages petsc)")
endif()
