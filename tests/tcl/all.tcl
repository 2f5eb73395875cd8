# SPDX-License-Identifier: BSD-3-Clause
# Runs the Tcl tests: tclsh tests/tcl/all.tcl ?-file NAME.test? ?other tcltest options?
# with TCLLIBPATH naming the build's lib folder. The exit status is the verdict; CTest
# also fails a run in which no test ran.
package require tcltest 2.5
tcltest::configure -testdir [file dirname [file normalize [info script]]] \
    -singleproc 1 -verbose {body error skip} -tmpdir [pwd] {*}$argv
exit [tcltest::runAllTests]
