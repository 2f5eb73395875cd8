# SPDX-License-Identifier: BSD-3-Clause
# What every test file sources first: the package, the constraints and a few helpers.
package require tcltest 2.5
namespace import -force ::tcltest::test ::tcltest::cleanupTests
package require irdrop

# Where the real designs lie; their tests are skipped, visibly, without them.
set shared [expr {[info exists ::env(IRDROP_SHARED)] ? $::env(IRDROP_SHARED) : ""}]
tcltest::testConstraint shared [file isdirectory $shared/nangate45]
tcltest::testConstraint notRoot [expr {![catch {exec id -u} uid] && $uid != 0}]

# The message and the errorCode that a script fails with.
proc failure {script} {
    if {![catch {uplevel 1 $script} message options]} {
        return "no error, but: $message"
    }
    return [list $message [dict get $options -errorcode]]
}

# A file of this content below the temporary folder; its path.
proc write_file {name content} {
    set path [file join [tcltest::temporaryDirectory] $name]
    set channel [open $path w]
    fconfigure $channel -translation binary
    puts -nonewline $channel $content
    close $channel
    return $path
}
