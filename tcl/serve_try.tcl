# SPDX-License-Identifier: BSD-3-Clause
# Changes of the power grid that a page tries, in a worker: a list of them is put onto the
# design as the session opened it, predicted, and solved exactly when that is asked for.

namespace eval ::irdrop::server {
    variable opened {}      ;# by net: grid, plan, predict and solve of the design as opened
    variable trying {}      ;# the changes that are on, ...
    variable trying_net ""  ;# ... the net that they are of, ...
    variable tried_before {} ;# ... lists of changes before it, the last one last, ...
    variable tried_v ""     ;# ... and the worst drop that was predicted of them
    variable touched {}     ;# resistances of cut layers as opened, by layer
    variable most_changes 200
    variable most_steps 100
}

# --- the design as opened ------------------------------------------------------------

# What is known of a net before anything is tried. Everything else that is on goes off for
# it, if it was not looked at before.
proc ::irdrop::server::open_net {net} {
    variable opened
    variable trying
    variable trying_net
    if {[dict exists $opened $net]} {
        return [dict get $opened $net]
    }
    lassign [list $trying_net $trying] of changes
    if {[llength $changes] > 0} {
        put_on $of {}
    }
    dict set opened $net [dict create \
        grid [::irdrop::grid_info -net $net] plan [plan_lines] \
        predict [answer_predict $net] solve [answer_solve $net]]
    if {[llength $changes] > 0} {
        put_on $of $changes
    }
    return [dict get $opened $net]
}

proc ::irdrop::server::net_of {net} {
    if {$net ne ""} {
        return $net
    }
    return [dict get [::irdrop::grid_info] net]
}

# The plan as lines of its file, without head and tail.
proc ::irdrop::server::plan_lines {} {
    if {[llength [dict get [::irdrop::plan_info] lines]] == 0} {
        return {}
    }
    with_folder {
        ::irdrop::write_plan $folder/plan.xml
        set text [encoding convertfrom utf-8 [read_bytes $folder/plan.xml]]
    }
    return [lrange [split [string trim $text] \n] 2 end-1]
}

# --- what is found -------------------------------------------------------------------

# Worst drop by the prediction, and its map.
proc ::irdrop::server::answer_predict {net} {
    set map [::irdrop::predict -net $net]
    set info [::irdrop::prediction_info]
    return [dict create drop_v [dict get $info worst_drop_v] \
        supply_v [dict get $info supply_v] at [dict get $info worst_at_um] \
        bound_v [dict get $info worst_bound_v] current_a [dict get $info total_current_a] \
        map $map]
}

proc ::irdrop::server::answer_solve {net} {
    set found [::irdrop::solve -net $net]
    return [dict create drop_v [dict get $found instance_worst_drop_v] \
        supply_v [dict get $found supply_v] at [dict get $found worst_at] bound_v 0 \
        current_a [dict get $found total_current_a] map [::irdrop::drop_map -net $net]]
}

proc ::irdrop::server::worst_object {found} {
    dict with found {
        return [object drop_v [number $drop_v] supply_v [number $supply_v] \
            at [numbers $at] bound_v [number $bound_v]]
    }
}

# --- changes -------------------------------------------------------------------------

# The list of a request, checked as far as that can be without the design.
proc ::irdrop::server::need_changes {sent} {
    variable most_changes
    if {![dict exists $sent changes] ||
            [catch {foreach change [dict get $sent changes] {dict size $change}}]} {
        refuse 400 IRD-0793 REQUEST "changes must be a list of objects"
    }
    set changes [dict get $sent changes]
    if {[llength $changes] > $most_changes} {
        refuse 400 IRD-0793 REQUEST "at most $most_changes changes are tried at once"
    }
    return [lmap change $changes {
        switch [need_text $change kind] {
            stripes {
                set clean [dict create kind stripes layer [need_text $change layer]]
                foreach key {width pitch offset} {
                    if {[dict exists $change $key] && [dict get $change $key] ne ""} {
                        dict set clean $key [need_number $change $key \
                            [expr {$key eq "offset" ? -1e5 : 0.001}] 1e5]
                    }
                }
            }
            drop_stripe {
                set clean [dict create kind drop_stripe layer [need_text $change layer] \
                    at [need_number $change at]]
            }
            add_stripe {
                set clean [dict create kind add_stripe layer [need_text $change layer] \
                    at [need_number $change at] width [need_number $change width 0.001 1e5]]
            }
            vias {
                set clean [dict create kind vias layer [need_text $change layer] \
                    factor [need_number $change factor 0.01 100]]
            }
            activity {
                set clean [dict create kind activity \
                    region [need_numbers $change region 4] \
                    factor [need_number $change factor 0 1000]]
            }
            move_source {
                set clean [dict create kind move_source from [need_numbers $change from 2] \
                    to [need_numbers $change to 2]]
            }
            default {
                refuse 400 IRD-0793 REQUEST "a change is of the kind stripes, drop_stripe,\
                    add_stripe, vias, activity or move_source"
            }
        }
        set clean
    }]
}

# What a list is about, whatever its values: while a slider moves this stays.
proc ::irdrop::server::about {changes} {
    return [lmap change $changes {
        list [dict get $change kind] \
            [expr {[dict exists $change layer] ? [dict get $change layer] : ""}]
    }]
}

proc ::irdrop::server::xml_um {um} {
    return [regsub {\.?0+$} [format %.6f [expr {double($um)}]] ""]
}

proc ::irdrop::server::xml_text {text} {
    return [string map {& &amp; < &lt; > &gt; \" &quot;} $text]
}

# Row of the stripes on a layer in the grid as opened.
proc ::irdrop::server::need_stripes {grid layer} {
    set known {}
    foreach row [dict get $grid stripes] {
        if {[dict get $row layer] eq $layer} {
            return $row
        }
        lappend known [dict get $row layer]
    }
    refuse 422 IRD-0793 REQUEST "net [dict get $grid net] has no stripes on \"$layer\"; it has\
        some on [join $known {, }]"
}

# Where new stripes lie: as long as those that are drawn, from the edge of the die to `last`
# across it. at: the middle of the first one.
proc ::irdrop::server::place_words {grid row at last} {
    lassign [dict get $grid die_um] x0 y0 x1 y1
    lassign [expr {[dict get $row direction] eq "horizontal" ? [list $y0 $y1] :
        [list $x0 $x1]}] low high
    if {$at < $low || $at > $high} {
        refuse 422 IRD-0793 REQUEST "$at um is outside of the die"
    }
    set last [expr {min($high, max($last, $at) + 0.001)}]
    lassign [list [dict get $row from] [dict get $row to] [dict get $row direction]] \
        from to direction
    set box [expr {$direction eq "horizontal" ? [list $from $low $to $last] :
        [list $low $from $last $to]}]
    return "offset=\"[xml_um [expr {$at - $low}]]\"\
        region=\"[join [lmap um $box {xml_um $um}] { }]\" direction=\"$direction\""
}

# Stripes of a layer laid anew: the lines that do that. Those of the plan for it go.
proc ::irdrop::server::stripes_lines {grid change linesVar} {
    upvar 1 $linesVar lines
    set row [need_stripes $grid [dict get $change layer]]
    set layer [xml_text [dict get $row layer]]
    set mine {}
    if {[dict get $row planned]} {
        set lines [lsearch -all -inline -not -regexp $lines \
            "<(stripes|rails) layer=\"$layer\""]
    } else {
        lappend mine "<removed layer=\"$layer\"/>"
    }
    set new [dict merge [dict filter $row key width pitch] [dict remove $change kind layer]]
    set width "width=\"[xml_um [dict get $new width]]\""
    if {[dict get $row rails]} {
        return [lappend mine "<rails layer=\"$layer\" $width/>"]
    }
    set at [lindex [dict get $row at] 0]
    if {[dict exists $new offset]} {
        set axis [expr {[dict get $row direction] eq "horizontal" ? 1 : 0}]
        set at [expr {[lindex [dict get $grid core_um] $axis] + [dict get $new offset]}]
    }
    if {[dict get $new pitch] > 0} {
        append width " pitch=\"[xml_um [dict get $new pitch]]\""
    }
    return [lappend mine "<stripes layer=\"$layer\" $width\
        [place_words $grid $row $at [lindex [dict get $row at] end]]/>"]
}

# One stripe of the DEF less.
proc ::irdrop::server::dropped_line {grid change} {
    set row [need_stripes $grid [dict get $change layer]]
    set axis [expr {[dict get $row direction] eq "horizontal" ? 1 : 0}]
    set offset [expr {[dict get $change at] - [lindex [dict get $grid die_um] $axis]}]
    if {$offset < 0} {
        refuse 422 IRD-0793 REQUEST "[dict get $change at] um is outside of the die"
    }
    return "<removed layer=\"[xml_text [dict get $row layer]]\" offset=\"[xml_um $offset]\"\
        region=\"die\"/>"
}

proc ::irdrop::server::added_line {grid change} {
    set row [need_stripes $grid [dict get $change layer]]
    return "<stripes layer=\"[xml_text [dict get $row layer]]\"\
        width=\"[xml_um [dict get $change width]]\"\
        [place_words $grid $row [dict get $change at] [dict get $change at]]/>"
}

# All sources as points, those nearest to where one is moved from at the new place.
proc ::irdrop::server::source_lines {grid changes} {
    set sources [dict get $grid sources]
    if {[llength $sources] == 0 || [llength $sources] > 5000} {
        refuse 422 IRD-0793 REQUEST "net [dict get $grid net] has [llength $sources] sources;\
            of 1 to 5000 one can be moved"
    }
    foreach change $changes {
        lassign [dict get $change from] x y
        set nearest 0
        set least Inf
        set index -1
        foreach source $sources {
            incr index
            set far [expr {([lindex $source 0] - $x)**2 + ([lindex $source 1] - $y)**2}]
            if {$far < $least} {
                set least $far
                set nearest $index
            }
        }
        lset sources $nearest [dict get $change to]
    }
    return [lmap source $sources {
        string cat "<source x=\"[xml_um [lindex $source 0]]\"" \
            " y=\"[xml_um [lindex $source 1]]\"/>"
    }]
}

# --- putting them on -----------------------------------------------------------------

# Have exactly these changes on, of a net. The design is as before where one is refused.
proc ::irdrop::server::put_on {net changes} {
    variable trying
    variable trying_net
    if {[catch {put_all $net $changes} message options]} {
        if {$trying_net ne ""} {
            put_all $trying_net $trying
        } else {
            put_all $net {}
        }
        return -options $options $message
    }
    set trying $changes
    set trying_net $net
}

proc ::irdrop::server::put_all {net changes} {
    variable stamp
    put_plan $net $changes
    ::irdrop::scale_power -clear
    foreach change $changes {
        if {[dict get $change kind] eq "activity"} {
            ::irdrop::scale_power -region [dict get $change region] \
                -factor [dict get $change factor]
        }
    }
    put_vias $net $changes
    incr stamp
}

proc ::irdrop::server::put_plan {net changes} {
    variable opened
    set state [dict get $opened $net]
    set grid [dict get $state grid]
    set lines [dict get $state plan]
    set mine {}
    set moves {}
    foreach change $changes {
        switch [dict get $change kind] {
            stripes { lappend mine {*}[stripes_lines $grid $change lines] }
            drop_stripe { lappend mine [dropped_line $grid $change] }
            add_stripe { lappend mine [added_line $grid $change] }
            move_source { lappend moves $change }
        }
    }
    if {[llength $moves] > 0} {
        lappend mine {*}[source_lines $grid $moves]
    }
    lay_lines $net $lines $mine
}

# Lay the lines of the plan as opened and those of a net.
proc ::irdrop::server::lay_lines {net lines mine} {
    variable laid
    # a net of the plan of which nothing is left
    set lines [regsub -all {[ \n]*<net [^>]*>[ \n]*</net>} [join $lines \n] ""]
    set text [string trim "$lines\n[join $mine \n]"]
    if {[info exists laid] && $laid eq $text} {
        return
    }
    if {$text eq ""} {
        ::irdrop::clear_plan
    } else {
        with_folder {
            set channel [open $folder/plan.xml w]
            fconfigure $channel -encoding utf-8
            puts $channel "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
            puts $channel "<irdrop-plan version=\"1\">\n$lines"
            if {[llength $mine] > 0} {
                puts $channel "<net name=\"[xml_text $net]\">\n[join $mine \n]\n</net>"
            }
            puts $channel "</irdrop-plan>"
            close $channel
            ::irdrop::read_plan $folder/plan.xml -replace
        }
    }
    set laid $text
}

# N times as many cuts are an N-th of the resistance of the cut layer.
proc ::irdrop::server::put_vias {net changes} {
    variable opened
    variable touched
    set factors {}
    set known [lmap row [dict get $opened $net grid vias] {dict get $row layer}]
    foreach change $changes {
        if {[dict get $change kind] eq "vias"} {
            set layer [dict get $change layer]
            if {$layer ni $known} {
                refuse 422 IRD-0793 REQUEST "net $net has no vias on \"$layer\"; it has some on\
                    [join $known {, }]"
            }
            dict set factors $layer [dict get $change factor]
            if {![dict exists $touched $layer]} {
                dict set touched $layer [cut_ohm $layer]
            }
        }
    }
    dict for {layer ohm} $touched {
        set factor [expr {[dict exists $factors $layer] ? [dict get $factors $layer] : 1}]
        if {[cut_ohm $layer] != $ohm / $factor} {
            ::irdrop::set_layer_rc -via $layer -resistance [expr {$ohm / $factor}] -units ohm
        }
    }
}

proc ::irdrop::server::cut_ohm {layer} {
    foreach row [::irdrop::layer_rc] {
        if {[dict get $row layer] eq $layer} {
            return [dict get $row ohm]
        }
    }
    refuse 422 IRD-0793 REQUEST "nothing is known of the resistance of \"$layer\""
}

# --- answers -------------------------------------------------------------------------

proc ::irdrop::server::change_object {change} {
    set members {}
    dict for {key value} $change {
        lappend members $key [expr {$key in {kind layer} ? [quote $value] :
            $key in {region from to} ? [numbers $value] : [number $value]}]
    }
    return [object {*}$members]
}

# What is odd about what is on: sentences.
proc ::irdrop::server::remarks {net by found} {
    variable opened
    variable trying
    set said {}
    foreach line [dict get [::irdrop::plan_info] lines] {
        lappend said {*}[dict get $line warnings]
    }
    set was [dict get $opened $net $by current_a]
    set is [dict get $found current_a]
    if {$is < 0.999 * $was && "activity" ni [lmap change $trying {dict get $change kind}]} {
        lappend said [format "%.1f %% of the current is no longer connected to a source" \
            [expr {100.0 * ($was - $is) / $was}]]
    }
    foreach change $trying {
        switch [dict get $change kind] {
            stripes {
                lappend said "vias of stripes that are laid anew have as many cuts as fit"
            }
            move_source {
                lappend said "while one is moved, all sources of the net stand at points"
            }
        }
    }
    return [lsort -unique $said]
}

proc ::irdrop::server::answer_tried {net by begun} {
    variable opened
    variable trying
    variable tried_before
    variable tried_v
    set found [answer_$by $net]
    set ms [expr {([clock microseconds] - $begun) / 1000.0}]
    set off null
    set predicted null
    if {$by eq "predict"} {
        set tried_v [dict get $found drop_v]
    } elseif {$tried_v ne ""} {
        set predicted [number $tried_v]
        set off [number [expr {[dict get $found drop_v] - $tried_v}]]
    }
    set map [layer_of_handle drop [expr {$by eq "predict" ? "Drop, predicted" :
        "Drop, solved exactly"}] [dict get $found map]]
    catch {::irdrop::map delete [dict get $found map]}
    return [answer_json [object net [quote $net] \
        changes [json_list [lmap change $trying {change_object $change}]] by [quote $by] \
        worst [worst_object $found] before [worst_object [dict get $opened $net $by]] \
        map $map ms [number $ms] said [texts [remarks $net $by $found]] off_v $off \
        predicted_v $predicted undo [llength $tried_before]]]
}

proc ::irdrop::server::work_try {request body} {
    variable trying
    variable trying_net
    variable tried_before
    variable most_steps
    set sent [json_object $body]
    set changes [need_changes $sent]
    set net [net_of [expr {[dict exists $sent net] ? [dict get $sent net] : ""}]]
    open_net $net
    set begun [clock microseconds]
    lassign [list $trying $trying_net $tried_before] before before_net steps
    put_on $net $changes
    if {[about $before] ne [about $changes]} {
        set tried_before [lrange [list {*}$steps $before] end-[expr {$most_steps - 1}] end]
    }
    # What cannot be predicted, as of a net without sources, does not stay on.
    if {[catch {answer_tried $net predict $begun} answer options]} {
        put_on [expr {$before_net ne "" ? $before_net : $net}] $before
        set tried_before $steps
        return -options $options $answer
    }
    return $answer
}

proc ::irdrop::server::work_exact {request body} {
    set sent [json_object $body]
    set net [net_of [expr {[dict exists $sent net] ? [dict get $sent net] : ""}]]
    open_net $net
    return [answer_tried $net solve [clock microseconds]]
}

proc ::irdrop::server::work_undo {request body} {
    variable tried_before
    set sent [json_object $body]
    set net [net_of [expr {[dict exists $sent net] ? [dict get $sent net] : ""}]]
    open_net $net
    set begun [clock microseconds]
    if {[dict exists $sent all] && [dict get $sent all] eq "1"} {
        put_on $net {}
        set tried_before {}
    } elseif {[llength $tried_before] > 0} {
        put_on $net [lindex $tried_before end]
        set tried_before [lrange $tried_before 0 end-1]
    }
    return [answer_tried $net predict $begun]
}

proc ::irdrop::server::work_keep {request body} {
    variable trying
    set plan ""
    if {[llength [dict get [::irdrop::plan_info] lines]] > 0} {
        with_folder {
            ::irdrop::write_plan $folder/plan.xml
            set plan [encoding convertfrom utf-8 [read_bytes $folder/plan.xml]]
        }
    }
    set outside {}
    foreach change $trying {
        switch [dict get $change kind] {
            vias {
                lappend outside "[dict get $change factor] times as many cuts on [dict get \
                    $change layer]: set_layer_rc -via says it to irdrop, a via rule to the router"
            }
            activity {
                lappend outside "[dict get $change factor] times the power in the region\
                    [dict get $change region] um: scale_power says it"
            }
        }
    }
    return [answer_json [object plan [quote $plan] not_in_plan [texts $outside]]]
}

proc ::irdrop::server::work_grid {request body} {
    set net [net_of [query_of $request net]]
    set state [open_net $net]
    set grid [dict get $state grid]
    set stripes [lmap row [dict get $grid stripes] {
        object layer [quote [dict get $row layer]] \
            direction [quote [dict get $row direction]] width [number [dict get $row width]] \
            pitch [number [dict get $row pitch]] offset [number [dict get $row offset]] \
            at [numbers [dict get $row at]] widths [numbers [dict get $row widths]] \
            rails [expr {[dict get $row rails] ? "true" : "false"}] \
            planned [expr {[dict get $row planned] ? "true" : "false"}]
    }]
    set vias [lmap row [dict get $grid vias] {
        object layer [quote [dict get $row layer]] lower [quote [dict get $row lower]] \
            upper [quote [dict get $row upper]] count [dict get $row count] \
            cuts [number [expr {round(double([dict get $row cuts]) / [dict get $row count])}]]
    }]
    set sources [lmap at [dict get $grid sources] {object at [numbers $at]}]
    return [answer_json [object net [quote $net] core [numbers [dict get $grid core_um]] \
        die [numbers [dict get $grid die_um]] stripes [json_list $stripes] \
        vias [json_list $vias] sources [json_list $sources] \
        worst [worst_object [dict get $state predict]]]]
}
