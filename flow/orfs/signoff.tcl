# SPDX-License-Identifier: BSD-3-Clause
# The sign-off analysis of the host beside irdrop's own results.

# Voltages that the host's analysis finds: a list of {instance x y voltage}. The file has
# a line Instance,Terminal,Layer,X location,Y location,Voltage and one for each pin.
proc ::irdrop::flow::read_voltages {path} {
    set channel [open $path]
    try {
        set lines [split [string trim [read $channel]] \n]
    } finally {
        close $channel
    }
    set places {}
    foreach line [lrange $lines 1 end] {
        set fields [split $line ,]
        if {[llength $fields] < 6 || ![string is double -strict [lindex $fields end]]} {
            error "$path: \"$line\" is no line instance,terminal,layer,x,y,voltage"
        }
        # A name may hold commas; what follows it does not.
        lassign [lrange $fields end-2 end] x y voltage
        lappend places [list [join [lrange $fields 0 end-5] ,] $x $y $voltage]
    }
    return $places
}

# Which of these places lie in the box of a hotspot.
proc ::irdrop::flow::count_inside {places hotspots} {
    set inside 0
    foreach place $places {
        lassign $place name x y
        foreach hotspot $hotspots {
            if {[dict get $hotspot x0] <= $x && $x <= [dict get $hotspot x1] &&
                    [dict get $hotspot y0] <= $y && $y <= [dict get $hotspot y1]} {
                incr inside
                break
            }
        }
    }
    return $inside
}

# Say, for a net that the host has analysed: worst drops of both and as predicted, and how
# many of the ten worst places of the host lie in the hotspots that were predicted.
proc ::irdrop::flow::compare_net {net supply_v path} {
    set places [lsort -real -index 3 [read_voltages $path]]
    if {[llength $places] == 0} {
        error "the analysis of net $net gave no voltage of any instance"
    }
    set worst_v [expr {$supply_v - [lindex $places 0 3]}]
    set solution [::irdrop::solve -net $net]
    set ten [lrange $places 0 9]
    set inside [count_inside $ten [::irdrop::hotspots -net $net]]
    set predicted [predicted]
    set predicted_mv ""
    if {[dict size $predicted] > 0} {
        set predicted_mv [format ", predicted %.4g mV" \
            [expr {1e3 * [dict get $predicted worst_drop_v]}]]
    }
    set worst_mv [expr {1e3 * $worst_v}]
    set solved_mv [expr {1e3 * [dict get $solution instance_worst_drop_v]}]
    say [format "irdrop: net %s, worst drop %.4g mV by sign-off and %.4g mV as solved%s;\
        %d of its %d worst places are in predicted hotspots" \
        $net $worst_mv $solved_mv $predicted_mv $inside [llength $ten]]
    ::irdrop::host::metric design_powergrid__signoff_drop__worst__net:$net $worst_v
    ::irdrop::host::metric design_powergrid__hotspot__hit_ratio__net:$net \
        [expr {double($inside) / [llength $ten]}]
}

# The flow's own final report analyses the nets of PWR_NETS_VOLTAGES, where that is set;
# it keeps no voltages of instances, so that they are asked for again.
proc ::irdrop::flow::compare_with_signoff {} {
    set nets [::irdrop::host::voltages]
    if {[dict size $nets] == 0 || ![is_on IRDROP_SIGNOFF 1]} {
        say "irdrop: no sign-off analysis to compare with; it needs PWR_NETS_VOLTAGES"
        return
    }
    set power_nets [dict get [::irdrop::design_info] power_nets]
    dict for {net supply_v} $nets {
        if {$net in $power_nets} {
            set path [report_path final_report $net.csv]
            ::irdrop::host::analyze $net $path
            compare_net $net $supply_v $path
        }
    }
}
