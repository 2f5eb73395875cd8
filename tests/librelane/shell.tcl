# SPDX-License-Identifier: BSD-3-Clause
# The stand-in for OpenROAD as a program: tclsh shell.tcl SCRIPT. What goes through its
# printing ends on stdout, and an error in the script is a failure, as with -exit. The
# metrics follow at the end, as the file of -metrics would have them.
source [file join [file dirname [file normalize [info script]]] .. host openroad.tcl]
trace add execution ::utl::report leave {apply {{call args} {
    puts [lindex $::host::log end]
}}}
set failed [catch {source [lindex $argv 0]} message]
dict for {name value} $::host::metrics {
    puts "or_metrics_out $name $value"
}
if {$failed} {
    puts stderr $message
    exit 1
}
