# SPDX-License-Identifier: BSD-3-Clause
# What every test file sources first: the package, the constraints and a few helpers.
package require tcltest 2.5
namespace import -force ::tcltest::test ::tcltest::cleanupTests
package require irdrop

set data [file join [file dirname [file normalize [info script]]] data]
set module $::env(IRDROP_MODULE)
# Where the real designs lie; their tests are skipped, visibly, without them.
set shared [expr {[info exists ::env(IRDROP_SHARED)] ? $::env(IRDROP_SHARED) : ""}]
tcltest::testConstraint shared [file isdirectory $shared/nangate45]
tcltest::testConstraint notRoot [expr {![catch {exec id -u} uid] && $uid != 0}]
tcltest::testConstraint devFull [file writable /dev/full]

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

proc read_file {path} {
    set channel [open $path r]
    fconfigure $channel -translation binary
    set content [read $channel]
    close $channel
    return $content
}

# The data that a page written by write_report has inside, as JSON.
proc read_page {path} {
    regexp {<script id="irdrop-data"[^>]*>([^<]*)</script>} [read_file $path] -> packed
    return [encoding convertfrom utf-8 [zlib decompress [binary decode base64 $packed]]]
}

# What can be read in a report, of whatever format it is.
proc read_report {path format} {
    return [expr {$format eq "html" ? [read_page $path] : [read_file $path]}]
}

# A new session with the small design (tests/tcl/data) at 25 mW.
proc start_small {} {
    global data
    irdrop::reset
    irdrop::read_lef $data/small.lef
    irdrop::read_def $data/small.def
    irdrop::set_power -total 25mW
}

# The same with the model that ranks places and carries no volts: two hotspots on VDD,
# u1 and u2.
proc start_relative {} {
    start_small
    irdrop::load_model -embedded paper
}

# Everything of the session that a script can see, results included: equal before and
# after a command that fails. Looking makes no handles.
proc state {} {
    set seen [list [irdrop::model_info] [irdrop::map list]]
    catch {irdrop::design_info} info
    lappend seen $info
    foreach name [concat [irdrop::map list] {power_grid cell_density current predict}] {
        catch {irdrop::map info $name} info
        catch {irdrop::map get $name} values
        lappend seen $info $values
    }
    return $seen
}

# What a failing script says, and whether the session came through it as it was.
proc failure_in_session {script} {
    set before [state]
    set said [uplevel 1 [list failure $script]]
    lappend said [expr {[state] eq $before ? "unchanged" : "changed"}]
    return $said
}

proc near {got want {relative 1e-9}} {
    return [expr {abs($got - $want) <= $relative * abs($want)}]
}

# puts is what a shell redirects: the report must come through it.
proc capture {script} {
    set ::captured ""
    rename ::puts ::real_puts
    proc ::puts {args} {
        append ::captured [lindex $args end]
        if {[lindex $args 0] ne "-nonewline"} {
            append ::captured \n
        }
    }
    set code [catch {uplevel 1 $script} message options]
    rename ::puts {}
    rename ::real_puts ::puts
    return -options $options [list $message $::captured]
}
