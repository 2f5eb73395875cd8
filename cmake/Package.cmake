# SPDX-License-Identifier: BSD-3-Clause
# The Debian package: cpack --config build/CPackConfig.cmake -B build/package. What it links is
# found by dpkg-shlibdeps; tests/package installs it on a bare system and runs it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME irdrop)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "early IR-drop estimation as a Tcl extension")
set(CPACK_PACKAGE_DESCRIPTION
  "Finds the places of a placed chip design whose supply voltage will sag, from LEF and
DEF, in the Tcl shell of a place-and-route flow: predicted in milliseconds with a
bound, or solved exactly.")
set(CPACK_PACKAGE_VENDOR "the irdrop authors")
set(CPACK_PACKAGE_CONTACT "the irdrop authors <irdrop@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION electronics)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "tcl (>= 8.6.10)")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/copyright ${CMAKE_SOURCE_DIR}/CHANGES.md
  DESTINATION share/doc/irdrop)
include(CPack)
