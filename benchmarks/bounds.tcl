# SPDX-License-Identifier: BSD-3-Clause
# Whether printed bounds hold: every design at hand with several powers and sources, each
# predicted and solved. A line a run (P: under 90 % of the pixels within; W: not so at the
# worst drop; figures in % of the worst drop), then how many runs hold them.
#   TCLLIBPATH=build/lib tclsh benchmarks/bounds.tcl ?SHARED? ?SEEDS? ?MODEL?
package require irdrop
set root [file dirname [file dirname [file normalize [info script]]]]
set ::data [file join $root tests tcl data]
set ::shared [lindex $argv 0]
set seeds [expr {[llength $argv] > 1 ? [lindex $argv 1] : 3}]
set model [expr {[llength $argv] > 2 ? [lindex $argv 2] : "pdn"}]
set scratch [file join [expr {[info exists ::env(TMPDIR)] ? $::env(TMPDIR) : "/tmp"}] \
    irdrop_bounds_[pid]]
file mkdir $scratch
namespace eval tcltest {proc temporaryDirectory {} {return $::scratch}}
proc read_file {path} {
    set channel [open $path r]
    set content [read $channel]
    close $channel
    return $content
}
proc write_file {name content} {
    set path [file join $::scratch $name]
    set channel [open $path w]
    puts -nonewline $channel $content
    close $channel
    return $path
}
source [file join $root tests tcl designs.tcl]

# A power: log-normal, and twenty times as much in one of fifty cells.
proc random_w {} {
    set normal [expr {sqrt(-2 * log(1 - rand())) * cos(6.283185307 * rand())}]
    return [expr {1e-6 * exp(1.2 * $normal) * (rand() < 0.02 ? 20 : 1)}]
}

proc draw_powers {net} {
    set lines "instance,power_w\n"
    foreach name [dict keys [irdrop::instance_voltages]] {
        append lines "$name,[random_w]\n"
    }
    irdrop::read_power [write_file power.csv $lines]
}

set runs 0
set good_share 0
set good_worst 0
proc measure {what net} {
    global runs good_share good_worst
    if {[catch {
        set solved [irdrop::solve -net $net]
        set map [irdrop::predict -net $net]
        rename ::puts ::real_puts
        proc ::puts args {}
        set failed [catch {irdrop::predict -net $net -verify} message]
        rename ::puts {}
        rename ::real_puts ::puts
        if {$failed} {error $message}
        set info [irdrop::prediction_info]
    } message]} {
        puts "-- $what $net: $message"
        return
    }
    set worst_v [dict get $solved worst_drop_v]
    if {$worst_v == 0} {
        return
    }
    set bound_v [dict get $info worst_bound_v]
    set off_v [expr {[dict get $info worst_drop_v] - $worst_v}]
    set within [dict get $info verified within_bound]
    incr runs
    incr good_share [expr {$within >= 0.9}]
    incr good_worst [expr {abs($off_v) <= $bound_v}]
    set marks [expr {$within >= 0.9 ? " " : "P"}][expr {abs($off_v) <= $bound_v ? " " : "W"}]
    set share [expr {100.0 / $worst_v}]
    puts [format "%s %-44s %-8s %6d nodes %9.4g mV off %8.2g %% bound %7.2g %%\
        within %5.1f %% largest %7.2g %%%s" $marks $what $net [dict get $solved nodes] \
        [expr {1e3 * $worst_v}] [expr {$off_v * $share}] [expr {$bound_v * $share}] \
        [expr {100 * $within}] [expr {[dict get $info verified max_error] * $share}] \
        [expr {[dict get $info outside_training] ne "" ? " outside" : ""}]]
}

proc nets {} {
    set info [irdrop::design_info]
    return [concat [dict get $info power_nets] [dict get $info ground_nets]]
}

dict for {name script} [designs_at_hand] {
    irdrop::reset
    irdrop::load_model -embedded $model
    expr {srand(7)}
    if {[catch $script message]} {
        puts "-- $name: $message"
        continue
    }
    foreach net [nets] {
        measure $name $net
    }
    if {[string match iccad23* $name]} {
        set text [read_file [lindex $script 1]]
        for {set seed 1} {$seed <= $seeds} {incr seed} {
            set lines {}
            foreach line [split $text \n] {
                if {[string match -nocase i* $line]} {
                    lset line end [expr {[lindex $line end] * 1e6 * [random_w]}]
                }
                lappend lines $line
            }
            irdrop::read_spice [write_file other.sp [join $lines \n]]
            measure $name/power$seed [lindex [nets] 0]
        }
        continue
    }
    foreach net [nets] {
        foreach type {pins bumps straps full} {
            if {[catch {irdrop::set_sources -net $net -type $type}]
                || [catch {irdrop::solve -net $net}]} {
                continue
            }
            for {set seed 1} {$seed <= ($type eq "pins" ? $seeds : 1)} {incr seed} {
                if {[catch {draw_powers $net} message]} {
                    puts "-- $name $net: $message"
                    break
                }
                measure $name/$type$seed $net
            }
        }
        catch {irdrop::set_sources -net $net -type auto}
    }
}
puts "$runs runs; 90 % of pixels within: $good_share; worst within: $good_worst"
file delete -force $scratch
