# SPDX-License-Identifier: BSD-3-Clause
# Runs a sequence of steps in one session and holds each answer against that of a fresh
# session, which is told the effective settings in their order, what the questions before
# have documented to stay chosen, and this one question.
#
# A step is a list: the name of a variable for its handle, or nothing, and the words of a
# command without irdrop::. The word $m3 stands for the handle in m3, @x.json for a file
# in the folder of outputs, whose content is part of the answer.
namespace eval walk {
    variable known {} ;# what is left out, and why: see known.tcl
}

# ---- commands ----

namespace eval walk {
    variable setters {read_lef read_def read_spice set_supply set_power read_power
        read_activity set_layer_rc set_sources add_stripes widen_stripes remove_stripes add_vias
        add_sources read_plan clear_plan scale_power
        load_model set_temperature set_decap read_liberty set_clock set_package read_timing
        set_network set_switch set_corner clear_power reset}
    # Of the maps: predict and its like, which look where the one before has looked.
    variable looks {rasterize predict hotspots report_hotspots check report_check
        write_report}
}

proc walk::option {words name {otherwise ""}} {
    set at [lsearch -exact $words $name]
    return [expr {$at > 0 ? [lindex $words [expr {$at + 1}]] : $otherwise}]
}

proc walk::has {words name} {
    return [expr {[lsearch -exact $words $name] > 0}]
}

# What a command looks at where -of does not say it: gates the exact solution.
proc walk::default_of {words} {
    set judges [expr {[lindex $words 0] in {check report_check} ||
        ([lindex $words 0] eq "write_report" &&
            [lsearch -regexp $words {^-(rules|max_|min_|no_default)}] > 0)}]
    return [expr {$judges ? "solve" : "predict"}]
}

# Whether the answer follows from what the nets were solved with.
proc walk::uses_solved {words} {
    switch [lindex $words 0] {
        report_irdrop - instance_voltages - segment_currents { return 1 }
        explain - report_explain { return [expr {[option $words -of solve] eq "solve"}] }
        suggest_spread - write_derates { return 0 }
        drop_map { return [expr {[option $words -of solve] eq "solve"}] }
        write_map {
            return [expr {[option $words -of] eq "solve" || ([option $words -of] eq "" &&
                ([has $words -net] || [has $words -pitch] || [has $words -size]))}]
        }
        write_report {
            if {[option $words -format] in {voltages em} ||
                [option $words -of [default_of $words]] eq "solve"} {
                return 1
            }
        }
        check - report_check {
            return [expr {[option $words -of solve] eq "solve"}]
        }
        compare {
            if {[has $words -by]} {
                return 1
            }
        }
        solve { return 0 }
    }
    return [has $words solve]
}

# Whether the answer follows from the drops in time that were found last.
proc walk::uses_time {words} {
    set command [lindex $words 0]
    return [expr {$command in {report_dynamic waveform suggest_decaps} || [has $words dynamic] ||
        ($command eq "write_spice" && [has $words -dynamic])}]
}

# Whether the answer follows from where the maps look.
proc walk::uses_look {words} {
    if {[lindex $words 0] in {rasterize solve} || [lindex $words 0] in $walk::setters} {
        return 0
    }
    if {[lindex $words 0] in {explain report_explain}} {
        return [expr {[option $words -of] eq "predict"}]
    }
    return [expr {[lindex $words 0] in {predict prediction_info report_prediction hotspots
        report_hotspots check report_check write_report write_map drop_map map show
        compare}}]
}

# ---- what a session was told ----

# A session as far as it is settings: log, a list of dicts {role words variable look
# solved timed inputs}; look, options of rasterize; solved, pairs of net and options of
# solve, the last one last; timed, the last solve -dynamic; windows, whether the activity
# has time windows; inputs, a number that grows with all that static drops follow from;
# updated, whether predict -update lets the
# following looks take a network whose cells stood elsewhere.
proc walk::model_new {} {
    return [dict create log {} look {} solved {} timed {} spice 0 windows 0 inputs 0 updated 0]
}

proc walk::note_look {modelVar words} {
    upvar 1 $modelVar model
    set command [lindex $words 0]
    if {$command ni $walk::looks ||
        [option $words -of [default_of $words]] ne "predict" ||
        [option $words -format] in {voltages em}} {
        return
    }
    # Rules that name several nets look around only.
    if {[is_of_rules $model $words]} {
        return
    }
    if {$command eq "rasterize"} {
        dict set model look {}
        dict set model updated 0
    }
    if {[has $words -update]} {
        dict set model updated 1
    }
    foreach name {-size -region -net} {
        if {[has $words $name]} {
            dict set model look $name [option $words $name]
        }
    }
    if {[has $words -pitch]} {
        dict set model look -region die
    }
}

# Nets that rules name are judged, and nobody has asked for them.
proc walk::is_of_rules {model words} {
    return [expr {[has $words -rules] && ![has $words -net] && ![dict get $model spice] &&
        [option $words -format] ni {voltages em}}]
}

proc walk::add_solved {modelVar net options} {
    upvar 1 $modelVar model
    set solved [dict get $model solved]
    if {$options eq "keep"} {
        set options [expr {[dict exists $solved $net] ? [dict get $solved $net] : ""}]
    }
    set solved [dict remove $solved $net]
    dict set model solved [concat $solved [list $net $options]]
}

# -like is for one command.
proc walk::note_timed {modelVar words} {
    upvar 1 $modelVar model
    if {[lindex $words 0] ne "solve"} {
        return
    }
    set at [lsearch -exact $words -like]
    dict set model timed [expr {$at < 0 ? $words : [lreplace $words $at $at+1]}]
}

# Whether the map of that handle is of the present inputs.
proc walk::is_current {model handle} {
    foreach entry [lreverse [dict get $model log]] {
        if {"\$[dict get $entry variable]" eq $handle} {
            return [expr {[dict get $entry inputs] == [dict get $model inputs] &&
                [option [concat look [dict get $entry look]] -window] eq
                [option [concat look [dict get $model look]] -window]}]
        }
    }
    return 0
}

# Whether places are compared on the net of a map, whatever was solved last.
proc walk::has_place_of_map {model words} {
    if {[lindex $words 0] ne "compare" || ![has $words -by]} {
        return 0
    }
    foreach side [lrange $words end-1 end] {
        if {$side ne "solve" && (![string match {$*} $side] || [is_current $model $side])} {
            return 1
        }
    }
    return 0
}

proc walk::default_net {model} {
    return [expr {[dict get $model spice] ? "POWER" : "VDD"}]
}

proc walk::note_solved {modelVar words} {
    upvar 1 $modelVar model
    set default [default_net $model]
    set last [lindex [dict get $model solved] end-1]
    if {[has $words -dynamic]} {
        note_timed model $words
    } elseif {[lindex $words 0] eq "solve"} {
        set options {}
        foreach name {-method -reuse} {
            if {[has $words $name]} {
                lappend options $name [option $words $name]
            }
        }
        if {[has $words -exact]} {
            lappend options -exact
        }
        foreach net [option $words -nets [list [option $words -net $default]]] {
            add_solved model $net $options
        }
    } elseif {[uses_solved $words] && ![is_of_rules $model $words] &&
            ![has_place_of_map $model $words]} {
        set nets [list [option $words -net [expr {$last ne "" ? $last : $default}]]]
        if {[lindex $words 0] in {report_irdrop instance_voltages segment_currents}} {
            set nets [option $words -nets [list [option $words -net $default]]]
        }
        if {[lindex $words 0] ni {check report_check} || $last eq "" || [has $words -net]} {
            foreach net $nets {
                add_solved model $net keep
            }
        }
    }
}

# The nets that have a plan by now; * for those of a file.
proc walk::planned_nets {model} {
    set nets {}
    foreach entry [dict get $model log] {
        set words [dict get $entry words]
        switch [lindex $words 0] {
            add_stripes - widen_stripes - remove_stripes - add_vias - add_sources {
                lappend nets [option $words -net]
            }
            read_plan { lappend nets * }
            clear_plan {
                set cleared [option $words -net *]
                set nets [lsearch -all -inline -not -glob $nets $cleared]
            }
        }
    }
    return $nets
}

# Whether the command takes something back that is not there, which changes nothing.
proc walk::clears_nothing {model words} {
    if {[lindex $words 0] eq "clear_plan"} {
        return [expr {[planned_nets $model] eq ""}]
    }
    if {[lindex $words 0] eq "clear_power"} {
        return [dict get $model spice] ;# whose currents are its own
    }
    if {[lindex $words 0] eq "scale_power" && [has $words -clear]} {
        return [expr {![is_scaled $model]}]
    }
    set read [lsearch -all -inline -index 0 [lmap entry [dict get $model log] {
        dict get $entry words}] read_activity]
    return [expr {[lindex $words 0] eq "read_activity" && [has $words -clear] &&
        ([llength $read] == 0 || [has [lindex $read end] -clear])}]
}

# Whether a region draws more or less than what says its power.
proc walk::is_scaled {model} {
    set scaled 0
    foreach entry [dict get $model log] {
        if {[lindex [dict get $entry words] 0] eq "scale_power"} {
            set scaled [expr {![has [dict get $entry words] -clear]}]
        }
    }
    return $scaled
}

# A setting has changed: what was solved is not any more.
proc walk::note_setter {modelVar words} {
    upvar 1 $modelVar model
    set command [lindex $words 0]
    if {$command eq "reset"} {
        set model [model_new]
        return
    }
    # Static drops do not follow from these.
    set beside {load_model set_decap read_liberty set_clock set_package read_timing
        set_corner}
    if {$command ni $beside && ![clears_nothing $model $words]} {
        dict set model solved {}
        dict set model timed {}
        dict incr model inputs
    }
    if {$command in {read_activity set_power read_power clear_power}} {
        dict unset model look -window ;# that with the largest current again
    }
    if {$command in {read_def read_spice}} {
        dict set model look {}
        dict set model updated 0
        dict set model spice [expr {$command eq "read_spice"}]
    }
    if {$command eq "read_activity"} {
        dict set model windows [has $words -window]
    }
}

# After a command that went well. aliases: the variables that hold the handle deleted, for
# what was made already is given the handle that it has.
proc walk::note {modelVar step aliases} {
    upvar 1 $modelVar model
    set words [lassign $step variable]
    set command [lindex $words 0]
    set entry [dict create words $words variable $variable look [dict get $model look] \
        solved [dict get $model solved] timed [dict get $model timed] \
        inputs [dict get $model inputs] is_approximate 0]
    if {$command in $walk::setters} {
        dict set entry role setter
        note_setter model $words
        if {$command ne "reset"} {
            dict lappend model log $entry
        }
        return
    }
    if {$command eq "rasterize" && [dict get $model windows]} {
        # Its window holds for the currents of all that follows.
        dict lappend model log [dict replace $entry role window words \
            [concat rasterize [expr {[has $words -window] ? [list -window [option $words \
                -window]] : ""}]] variable ""]
    }
    set window [option [concat look [dict get $model look]] -window]
    note_look model $words
    if {$command eq "rasterize" && [has $words -window]} {
        dict set model look -window [option $words -window]
    }
    if {$command eq "rasterize" && [option $words -window] ne $window} {
        dict set model solved {} ;# that was with other currents
    }
    note_solved model $words
    if {[has $words -calibrate]} {
        set like [expr {[has $words -like] ? [list -like [option $words -like]] : ""}]
        dict lappend model log [dict replace $entry role calibration variable "" look \
            [dict get $model look] words [concat predict -calibrate $like]]
    }
    if {$variable ne ""} {
        dict lappend model log [dict replace $entry role maker is_approximate \
            [is_approximate $model $words]]
    }
    if {[lrange $words 0 1] eq "map delete"} {
        dict lappend model log [dict replace $entry role delete aliases $aliases]
    }
}

# ---- what a fresh session is told ----

# A setter with the same slot takes the place of this one.
proc walk::slot {words} {
    switch [lindex $words 0] {
        read_def - read_spice { return design }
        set_power - read_power - clear_power { return power }
        set_supply - set_sources - set_package { return "[lindex $words 0] [option $words -net]" }
        set_layer_rc { return "rc [option $words -layer][option $words -via]" }
        load_model { return model }
        set_temperature { return [expr {[has $words -celsius] ? "celsius" : ""}] }
        set_clock { return clock }
        read_timing { return timing }
        set_network { return network }
        set_corner { return corner }
        read_activity { return activity }
        rasterize { return window }
    }
    return ""
}

# Commands that need the design that is there when they are given.
proc walk::is_tied {words} {
    return [expr {[lindex $words 0] in {set_supply set_power set_sources set_package
        add_stripes widen_stripes remove_stripes add_vias add_sources scale_power
        read_plan clear_plan read_activity read_power clear_power read_timing rasterize
        predict drop_map hotspots set_network}}]
}

# The entries without those that a later one takes the place of.
proc walk::effective {entries} {
    set kept {}
    set taken {}
    foreach entry [lreverse $entries] {
        set words [dict get $entry words]
        set slot [slot $words]
        if {[dict get $entry role] ni {setter window}} {
            set taken {} ;# what it was made from must be there
        } elseif {$slot ne ""} {
            if {$slot in $taken || ($slot eq "window" && "activity" in $taken)} {
                continue
            }
            lappend taken $slot
        }
        if {[is_tied $words]} {
            set taken [lsearch -all -inline -not -exact $taken design]
        }
        if {[lindex $words 0] eq "read_activity"} {
            # It is refused where nothing is drawn.
            set taken [lsearch -all -inline -not -exact $taken power]
        }
        lappend kept $entry
    }
    return [lreverse $kept]
}

proc walk::variables_of {words} {
    return [lsort -unique [regexp -all -inline {\$m\d+} $words]]
}

# What else was told may have looked elsewhere before: then the defaults are told, too.
proc walk::look_steps {look told} {
    set looked [lsearch -regexp -inline -index 1 $told {^(rasterize|predict)$}]
    return [expr {$look eq "" && $looked eq "" ? "" : [list [list "" rasterize {*}$look]]}]
}

proc walk::timed_steps {timed} {
    return [expr {$timed eq "" ? "" : [list [list "" {*}$timed]]}]
}

proc walk::solve_steps {solved} {
    return [lmap {net options} $solved {list "" solve -net $net {*}$options}]
}

# The steps that tell a fresh session all that this step's answer rests on.
proc walk::telling {model words} {
    set wanted [variables_of $words]
    set entries {}
    foreach entry [dict get $model log] {
        switch [dict get $entry role] {
            setter - window { lappend entries $entry }
            calibration {
                if {[uses_look $words]} {
                    lappend entries $entry
                }
            }
            maker {
                if {"\$[dict get $entry variable]" in $wanted} {
                    lappend entries $entry
                }
            }
            delete {
                foreach variable [dict get $entry aliases] {
                    if {"\$$variable" in $wanted} {
                        lappend entries [dict replace $entry words [list map delete \
                            \$$variable]]
                    }
                }
            }
        }
    }
    set steps {}
    foreach entry [effective $entries] {
        set one [dict get $entry words]
        if {[dict get $entry role] in {maker calibration}} {
            if {[uses_look $one]} {
                lappend steps {*}[look_steps [dict get $entry look] $steps]
            }
            if {[uses_solved $one]} {
                lappend steps {*}[solve_steps [dict get $entry solved]]
            }
            if {[uses_time $one]} {
                lappend steps {*}[timed_steps [dict get $entry timed]]
            }
        }
        lappend steps [list [dict get $entry variable] {*}$one]
    }
    if {[uses_look $words]} {
        lappend steps {*}[look_steps [dict get $model look] $steps]
    }
    if {[uses_solved $words]} {
        lappend steps {*}[solve_steps [dict get $model solved]]
    }
    if {[uses_time $words]} {
        lappend steps {*}[timed_steps [dict get $model timed]]
    }
    return $steps
}

# ---- asking ----

# An interpreter with a session of its own, whose puts is caught.
proc walk::interp_new {} {
    set interp [interp create]
    $interp eval [list load $::env(IRDROP_MODULE) Irdrop]
    $interp eval {
        set out ""
        proc puts {args} {
            append ::out [lindex $args end] [expr {[lindex $args 0] eq "-nonewline" ? "" : \
                "\n"}]
        }
    }
    return $interp
}

proc walk::substitute {interp words} {
    variable folder
    return [lmap word $words {
        if {[regexp {^\$(m\d+)$} $word -> variable]} {
            set handle [$interp eval [list set $variable]]
            expr {$handle eq "" ? "map0" : $handle}
        } elseif {[string match @* $word]} {
            file join $folder [string range $word 1 end]
        } else {
            set word
        }
    }]
}

# The variables that hold the handle of `map delete HANDLE`.
proc walk::aliases {interp words} {
    if {[lrange $words 0 1] ne "map delete"} {
        return ""
    }
    lassign [substitute $interp [lrange $words 2 2]] handle
    return [lmap variable [$interp eval {info globals m*}] {
        if {[$interp eval [list set $variable]] ne $handle} {
            continue
        }
        set variable
    }]
}

# What the maps of an answer hold.
proc walk::maps_of {interp answer} {
    set held {}
    foreach handle [regexp -all -inline {\mmap\d+\M} $answer] {
        lappend held [$interp eval [list irdrop::map info $handle]] \
            [$interp eval [list irdrop::map get $handle]]
    }
    return $held
}

proc walk::ask {interp step} {
    variable folder
    set words [substitute $interp [lassign $step variable]]
    $interp eval {set out ""}
    set code [catch {$interp eval [list irdrop::[lindex $words 0] {*}[lrange $words 1 end]]} \
        value options]
    set answer [dict create code $code value $value out [$interp eval {set out}] \
        errorcode [expr {$code ? [dict get $options -errorcode] : ""}] file "" maps ""]
    if {[lindex $words 0] eq "report_prediction"} {
        # Whether the last prediction was held against the exact solution.
        regsub {Exact solution   :.*} [dict get $answer out] "" out
        dict set answer out $out
    }
    if {[lindex $words 0] eq "segment_currents" && !$code} {
        dict set answer value [lsort $value] ;# in no order
    }
    if {$variable ne "" && !$code} {
        $interp eval [list set $variable [expr {[lindex $words 0] eq "rasterize" ?
            [dict get $value current] : $value}]]
        dict set answer maps [maps_of $interp $value]
    }
    foreach path [lsort [glob -nocomplain -directory $folder *]] {
        set channel [open $path rb]
        dict append answer file [read $channel]
        close $channel
        file delete $path
    }
    if {[lindex $words 0] eq "write_spice" || [option $words -format] eq "em"} {
        # Resistors, loads, capacitors and pulses in no order.
        dict set answer file [join [lsort [lmap line [split [dict get $answer file] \n] {
            regsub {^[A-Z][a-z]*\d+} $line ""
        }]] \n]
    }
    return $answer
}

# The answer of a fresh session. `reset` makes one of an old interpreter.
proc walk::ask_fresh {interp steps step} {
    $interp eval {
        irdrop::reset
        foreach variable [info globals m*] {
            set $variable ""
        }
    }
    foreach one $steps {
        set answer [ask $interp $one]
        if {[dict get $answer code] && [lindex $one 1] in {rasterize solve}} {
            return "" ;# what was chosen cannot be told any more
        }
        if {[dict get $answer code] && [lrange $one 1 2] eq "map delete"} {
            continue ;# two variables may hold one handle
        }
        if {[dict get $answer code]} {
            return [dict create code 1 value "a fresh session does not take\
                \"[lrange $one 1 end]\": [dict get $answer value]" errorcode "" out "" file "" \
                maps ""]
        }
    }
    return [ask $interp $step]
}

proc walk::tolerance {model words} {
    return [expr {[regexp {multigrid|single|cg} "$words [dict get $model solved]"] ? 1e-6 :
        1e-9}]
}

# Run the steps. Nothing, or where an answer differs: a dict of index, step, difference
# and telling. counts is an array of what was looked at.
proc walk::run_sequence {steps countsVar} {
    upvar 1 $countsVar counts
    set session [interp_new]
    set fresh [interp_new]
    foreach step $steps {
        foreach interp [list $session $fresh] {
            foreach variable [concat [lindex $step 0] [string map {$ ""} \
                [variables_of [lrange $step 1 end]]]] {
                $interp eval [list set $variable ""]
            }
        }
    }
    set model [model_new]
    set index -1
    set failed {}
    foreach step $steps {
        incr index
        set words [lrange $step 1 end]
        if {[is_known $model $words] ne ""} {
            incr counts(left_out)
            continue
        }
        set telling [telling $model $words]
        set relative [tolerance $model $words]
        set aliases [aliases $session $words]
        set answer [ask $session $step]
        set expected [ask_fresh $fresh $telling $step]
        set difference [expr {$expected eq "" ? "" : [difference $words $answer $expected \
            $relative]}]
        if {$expected eq ""} {
            incr counts(unjudged)
        } elseif {$difference ne "" && [is_approximate $model $words]} {
            incr counts(approximate)
        } elseif {$difference ne ""} {
            set failed [dict create index $index step $step difference $difference \
                telling $telling]
            break
        } else {
            incr counts(compared)
        }
        if {![dict get $answer code]} {
            note model $step $aliases
        } else {
            incr counts(errors)
        }
    }
    interp delete $session
    interp delete $fresh
    return $failed
}

# Whether a DEF before the present one had the same grid: its network may be there.
proc walk::is_moved {model} {
    set designs {}
    foreach entry [dict get $model log] {
        if {[lindex [dict get $entry words] 0] in {read_def read_spice}} {
            lappend designs [string match a*.def [lindex [dict get $entry words] 1]]
        }
    }
    return [expr {[lindex $designs end] eq "1" && "1" in [lrange $designs 0 end-1]}]
}

# Cells moved on the same grid keep its network by design where `predict -update` or
# "-reuse placement" ask for that: close to the answer of a fresh session, not the same. So
# is what is asked of a map that was made so.
proc walk::is_approximate {model words} {
    set wanted [variables_of $words]
    foreach entry [dict get $model log] {
        if {[dict get $entry is_approximate] && "\$[dict get $entry variable]" in $wanted} {
            return 1
        }
    }
    if {![is_moved $model]} {
        return 0
    }
    set is_placed [expr {[option $words -reuse] eq "placement" ||
        "placement" in [concat {*}[dict values [dict get $model solved]]]}]
    return [expr {$is_placed || [has $words -update] ||
        (([dict get $model updated] || [is_calibrated $model]) && [uses_look $words])}]
}

# Whether something was calibrated. That is of a network: a DEF of the same grid keeps it
# where it takes the network that is there, and loses it where that was made again.
proc walk::is_calibrated {model} {
    return [expr {"calibration" in [lmap entry [dict get $model log] {
        dict get $entry role
    }]}]
}
