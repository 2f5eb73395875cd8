# SPDX-License-Identifier: BSD-3-Clause
# One run, in a process of its own: what crashes takes nothing else with it.

# The run called name, whose answer is written into the folder. Parent is the process that
# waits for it: where that ends, so does this one.
proc ::irdrop::sweep::work {folder name parent} {
    follow $parent
    hold [run_path $folder $name log]
    set run [read_run $folder $name]
    set inputs [inputs_of $run]
    if {[dict size [read_result $folder $name $inputs]] > 0} {
        return ;# by what a killed sweep left running
    }
    set begun [clock microseconds]
    set code [catch {answer $folder $run} figures options]
    set seconds [format %.2f [expr {([clock microseconds] - $begun) * 1e-6}]]
    forget_stamps
    if {$code} {
        # Of an error that has no id, the way there, too.
        puts stderr [expr {[lindex [dict get $options -errorcode] 0] eq "IRDROP"
            ? $figures : [dict get $options -errorinfo]}]
        write_result $folder $name [failed $inputs $figures $seconds]
        return
    }
    if {[inputs_of $run] ne $inputs} {
        # Of files as they were: it is done again.
        write_result $folder $name [failed $inputs "IRD-0982: a file changed while it was read"]
        return
    }
    write_result $folder $name [dict create inputs $inputs state done message "" \
        figures $figures seconds $seconds memory_mb [memory_mb $run]]
}

# The most memory that this process has had; of commands it is not known.
proc ::irdrop::sweep::memory_mb {run} {
    if {![dict exists $run settings command] && ![catch {read_text /proc/self/status} text] &&
            [regexp {VmHWM:\s+(\d+) kB} $text -> kb]} {
        return [expr {$kb / 1024}]
    }
    return ""
}

# Figures of a run, name and value in turn.
proc ::irdrop::sweep::answer {folder run} {
    cd [dict get $run base]
    if {[dict get $run uses_files]} {
        file mkdir [run_path $folder [dict get $run name] files]
    }
    if {[dict exists $run settings command]} {
        return [answer_command [file join $folder runs [dict get $run name]] $run]
    }
    foreach path [files_of $run] {
        if {![file exists $path]} {
            fail FILE "" "there is no file $path"
        }
    }
    return [answer_drop $run]
}

# ---- commands ----

# Numbers of its output, lines "name value"; other lines say nothing. Our own programs are
# found without a path.
proc ::irdrop::sweep::answer_command {path run} {
    variable program
    set ::env(PATH) "[file dirname $program]:$::env(PATH)"
    set command [dict get $run settings command]
    set code [catch {
        exec sh -c $command > $path.out 2> $path.err < /dev/null
    } message options]
    set output [read_text $path.out]
    set complaints [read_text $path.err]
    puts $output$complaints
    file delete $path.out $path.err
    if {$code} {
        set how [dict get $options -errorcode]
        switch [lindex $how 0] {
            CHILDSTATUS {
                set message "the command ended with exit code [lindex $how 2]"
            }
            CHILDKILLED {
                set message "the command was killed by [lindex $how 2]"
            }
        }
        set last [lindex [split [string trimright $complaints] \n] end]
        fail RUN "" $message[expr {$last eq "" ? "" : ": [string range $last 0 299]"}]
    }
    return [figures_of $output]
}

proc ::irdrop::sweep::figures_of {output} {
    set figures {}
    foreach line [split $output \n] {
        if {[regexp {^\s*([A-Za-z_][A-Za-z0-9_.:/-]*)\s+(\S+)\s*$} $line -> name value] &&
                [string is double -strict $value]} {
            dict set figures $name $value
        }
    }
    return $figures
}

# ---- drops ----

proc ::irdrop::sweep::said {run name} {
    set settings [dict get $run settings]
    return [expr {[dict exists $settings $name] ? [dict get $settings $name] : ""}]
}

# An option of a command, where a setting says its value.
proc ::irdrop::sweep::option {run name option} {
    set value [said $run $name]
    return [expr {$value eq "" ? {} : [list $option $value]}]
}

proc ::irdrop::sweep::answer_drop {run} {
    variable more {}
    read_design $run
    set_case $run
    run_script $run
    set net [option $run net -net]
    set like [option $run like -like]
    if {[said $run window] ne ""} {
        ::irdrop::rasterize {*}$net {*}$like -window [said $run window]
    }
    switch -- [said $run of] {
        predict {
            set figures [predicted $run $net $like]
        }
        dynamic {
            set figures [solved [::irdrop::solve -dynamic {*}$net {*}$like] $run]
        }
        default {
            set figures [solved [::irdrop::solve {*}$net {*}$like] $run]
        }
    }
    set figures [dict merge $figures [judged $run [dict get $figures net]]]
    foreach path [said $run reports] {
        file mkdir [file dirname $path]
        ::irdrop::write_report $path -net [dict get $figures net] {*}[limits $run]
    }
    return [dict merge $figures $more]
}

proc ::irdrop::sweep::read_design {run} {
    if {[said $run spice] ne ""} {
        ::irdrop::read_spice [said $run spice]
    } else {
        ::irdrop::read_lef {*}[said $run lef]
        ::irdrop::read_def [said $run def]
    }
    foreach plan [said $run plan] {
        ::irdrop::read_plan $plan
    }
    if {[dict exists $run labels corner] && [dict get $run labels corner] ne ""} {
        ::irdrop::set_corner [dict get $run labels corner]
    }
    set model [said $run model]
    if {[regexp {[./]} $model]} {
        ::irdrop::load_model $model
    } elseif {$model ne ""} {
        ::irdrop::load_model -embedded $model
    }
}

proc ::irdrop::sweep::set_case {run} {
    variable source_types
    variable more
    foreach file [said $run rc] {
        ::irdrop::source_rc $file {*}[option $run rc_units -units] \
            {*}[option $run liberty -liberty]
    }
    dict for {net voltage} [said $run supply] {
        ::irdrop::set_supply -net $net -voltage $voltage
    }
    if {[said $run total] ne ""} {
        ::irdrop::set_power -total [said $run total]
    }
    if {[said $run power] ne ""} {
        ::irdrop::read_power [said $run power]
    }
    if {[said $run activity] ne ""} {
        set info [::irdrop::read_activity [said $run activity] {*}[option $run scope -scope] \
            {*}[option $run window_ns -window]]
        if {[said $run window_ns] ne ""} {
            set window [said $run window]
            dict set more window_start_ns [format %.6g [expr {
                ($window eq "" ? [dict get $info window] : $window) *
                [dict get $info window_ns]}]]
        }
    }
    dict for {net place} [said $run sources] {
        ::irdrop::set_sources -net $net \
            [expr {$place in $source_types ? "-type" : "-file"}] $place
    }
    if {[said $run celsius] ne ""} {
        ::irdrop::set_temperature -celsius [said $run celsius]
    }
}

# The script of a run at the top level: run is an array of labels and settings, figure adds
# a column.
proc ::irdrop::sweep::run_script {run} {
    array set ::run [dict get $run values]
    proc ::figure {name value} {
        dict set ::irdrop::sweep::more $name $value
        return $value
    }
    uplevel #0 [said $run script]
}

proc ::irdrop::sweep::mv {volts} {
    return [expr {[string is double -strict $volts] ? [format %.6g [expr {$volts * 1e3}]] : ""}]
}

proc ::irdrop::sweep::short {value} {
    return [expr {[string is double -strict $value] ? [format %.6g $value] : $value}]
}

# Figures of a solution, static or in time.
proc ::irdrop::sweep::solved {info run} {
    set get {{info name} {
        expr {[dict exists $info $name] ? [dict get $info $name] : ""}
    }}
    set at [apply $get $info worst_at]
    foreach {name factor} {total_current_a 1e3 total_power_w 1e3 mean_current_a 1e3} {
        set $name [apply $get $info $name]
        if {[set $name] ne ""} {
            set $name [format %.6g [expr {[set $name] * $factor}]]
        }
    }
    return [dict create design [design_name] net [dict get $info net] \
        judged [expr {[said $run of] eq "dynamic" ? "dynamic" : "solved"}] \
        network [dict get $info network] \
        supply_v [short [dict get $info supply_v]] \
        worst_drop_mv [mv [dict get $info worst_drop_v]] may_be_off_mv 0 \
        worst_drop_percent [short [dict get $info worst_drop_percent]] \
        average_drop_mv [mv [dict get $info average_drop_v]] \
        worst_x_um [short [lindex $at 0]] worst_y_um [short [lindex $at 1]] \
        worst_instance [dict get $info worst_instance] \
        worst_at_ps [expr {[dict exists $info worst_at_s]
            ? [format %.6g [expr {[dict get $info worst_at_s] * 1e12}]] : ""}] \
        current_ma [expr {$total_current_a ne "" ? $total_current_a : $mean_current_a}] \
        power_mw $total_power_w nodes [dict get $info nodes] \
        instances [dict get $info instances] \
        unconnected_instances [dict get $info unconnected_instances] \
        rests_on [rests_on $info $run]]
}

# Figures of a prediction, of which may_be_off_mv is the bound.
proc ::irdrop::sweep::predicted {run net like} {
    set window [option $run window -window]
    set info [::irdrop::rasterize {*}$net {*}$like {*}$window]
    ::irdrop::predict {*}$net {*}$like
    set info [dict merge $info [::irdrop::prediction_info {*}$like]]
    lassign [dict get $info worst_at_um] x y
    return [dict create design [design_name] net [dict get $info net] \
        judged "predicted ([dict get $info model])" \
        network [dict get $info network] \
        supply_v [short [dict get $info supply_v]] \
        worst_drop_mv [mv [dict get $info worst_drop_v]] \
        may_be_off_mv [mv [dict get $info worst_bound_v]] \
        worst_drop_percent [short [dict get $info worst_drop_percent]] \
        average_drop_mv [mv [dict get $info average_drop_v]] \
        worst_x_um [short $x] worst_y_um [short $y] \
        worst_instance "" worst_at_ps "" \
        current_ma [format %.6g [expr {[dict get $info total_current_a] * 1e3}]] \
        power_mw "" nodes "" instances "" unconnected_instances "" \
        rests_on [rests_on $info $run]]
}

proc ::irdrop::sweep::design_name {} {
    if {[catch {dict get [::irdrop::design_info] name} name]} {
        return ""
    }
    return $name
}

# What a drop rests on that nobody gave, and what was left out of it.
proc ::irdrop::sweep::rests_on {info run} {
    set words {}
    if {[dict exists $info supply_origin] && [dict get $info supply_origin] eq "assumed"} {
        lappend words "supply assumed"
    }
    if {[said $run spice] eq "" && [said $run total] eq "" && [said $run power] eq "" &&
            [said $run script] eq ""} {
        lappend words "power of 1 W assumed"
    }
    foreach {key text} {
        source_is_default "sources assumed"
        missing_resistances "missing resistances: %s"
        unplaced_instances "unplaced instances: %s"
        cells_unplaced "unplaced instances: %s"
        unconnected_instances "unconnected instances: %s"
        cells_unconnected "unconnected instances: %s"
        islands "islands: %s"
    } {
        if {[dict exists $info $key] && [dict get $info $key] > 0} {
            lappend words [format $text [dict get $info $key]]
        }
    }
    foreach key {warnings assumed outside_training} {
        if {[dict exists $info $key]} {
            lappend words {*}[dict get $info $key]
        }
    }
    if {[dict exists $info implausible]} {
        foreach doubt [dict get $info implausible] {
            lappend words [dict get $doubt text]
        }
    }
    return [join $words "; "]
}

proc ::irdrop::sweep::limits {run} {
    return [concat [option $run rules -rules] [option $run max_drop -max_drop]]
}

# The verdict, where there are limits.
proc ::irdrop::sweep::judged {run net} {
    if {[llength [limits $run]] == 0} {
        return {}
    }
    set of [expr {[said $run of] eq "" ? "solve" : [said $run of]}]
    set result [::irdrop::check -of $of -net $net {*}[limits $run]]
    set findings [lmap finding [concat [dict get $result violations] \
        [dict get $result unjudged]] {dict get $finding message}]
    return [dict create verdict [dict get $result verdict] findings [join $findings " "]]
}
