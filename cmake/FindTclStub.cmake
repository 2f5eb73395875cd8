# SPDX-License-Identifier: BSD-3-Clause
# Finds tcl.h and the stub library alone. CMake's own FindTCL demands Tk as well, its
# FindTclStub leaves TclStub_FOUND empty, and pkg-config names libtcl itself, which a
# stubs extension must not link.
#   TclStub_FOUND, TclStub_VERSION ("8.6"), target Tcl::Stub, TclStub_TCLSH
find_path(TclStub_INCLUDE_DIR tcl.h PATH_SUFFIXES tcl9.0 tcl8.6 tcl)
if(TclStub_INCLUDE_DIR)
  file(STRINGS ${TclStub_INCLUDE_DIR}/tcl.h _version_line
    REGEX "#[ \t]*define[ \t]+TCL_VERSION[ \t]")
  string(REGEX MATCH "[0-9]+\\.[0-9]+" TclStub_VERSION "${_version_line}")
  string(REGEX REPLACE "\\..*" "" TclStub_VERSION_MAJOR "${TclStub_VERSION}")
endif()
if(TclStub_VERSION_MAJOR EQUAL 8)
  find_library(TclStub_LIBRARY NAMES tclstub${TclStub_VERSION} tclstub8.6)
else()
  find_library(TclStub_LIBRARY NAMES tclstub${TclStub_VERSION} tclstub)
endif()
find_program(TclStub_TCLSH NAMES tclsh${TclStub_VERSION} tclsh)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(TclStub
  REQUIRED_VARS TclStub_LIBRARY TclStub_INCLUDE_DIR TclStub_TCLSH
  VERSION_VAR TclStub_VERSION)
if(TclStub_FOUND AND NOT TARGET Tcl::Stub)
  add_library(Tcl::Stub UNKNOWN IMPORTED)
  set_target_properties(Tcl::Stub PROPERTIES
    IMPORTED_LOCATION ${TclStub_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${TclStub_INCLUDE_DIR}
    INTERFACE_COMPILE_DEFINITIONS USE_TCL_STUBS)
endif()
mark_as_advanced(TclStub_INCLUDE_DIR TclStub_LIBRARY TclStub_TCLSH)
