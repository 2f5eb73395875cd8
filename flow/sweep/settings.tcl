# SPDX-License-Identifier: BSD-3-Clause
# What can be said of a run: the table of settings, and values of each kind. A mistake is
# raised with the file and line of the sweep's file.

namespace eval ::irdrop::sweep {
    # Name, kind, group, what. Kinds: text, word (one of those in brackets), number (above
    # 0), count (0 or more), file, files, inputs (files, too, that nothing here reads), pairs.
    variable settings {
        run text name {name of the run, once in a sweep; made of its labels when not given}
        note text name {a word for the table}
        design text name {label of the design; the name in the DEF when not given}
        corner text name {label of the corner, which limits of rules can name}
        lef files design {technology and cells, plain or .gz}
        def file design {the placed design}
        spice file design {a power grid as SPICE netlist, in the place of lef and def}
        plan files design {planned power grids, as read_plan reads them}
        supply pairs case {voltages: VDD=1.1 VSS=0}
        power file case {power of each instance: report_power -instances, or CSV}
        total text case {power of the whole design, spread by cell area: 25mW}
        activity file case {switching activity, SAIF or VCD}
        scope text case {where the design stands in the activity file: tb/dut}
        window_ns number case {length of the time windows that a VCD is cut into}
        window count case {the window to look at, counted from 0; the one of the largest\
            current when not given}
        rc files case {layer resistances: a setRC.tcl with set_layer_rc commands}
        rc_units {word ohm kohm} case {unit of their resistances, where they do not say it}
        liberty file case {Liberty whose units rc has, in the place of rc_units}
        sources pairs case {where the supply comes in: VDD=pads.loc, a file of\
            x,y,size,voltage; or pins, pads, bumps, straps, full, switches}
        celsius text case {temperature of the metal}
        script text case {Tcl commands before the answer; $run(NAME) are the labels and\
            settings, figure NAME VALUE adds a column}
        net text answer {the net; the power net that feeds most cells when not given}
        of {word solve predict dynamic} answer {solve (when not given), predict, or dynamic:\
            drops in time, for which the script has set a clock}
        like {word drawn pdnsim} answer {the network, drawn when not given}
        model text answer {what predicts: pdn, pdn3, paper, or a weight file; with of: predict}
        max_drop text answer {judge: the largest drop, in % of the supply, mV or V}
        rules file answer {judge: by this file of limits and waivers}
        reports texts answer {files that write_report writes, the format by the extension:\
            out/{run}.html}
        command text command {a line for sh in the place of all of the above but labels; lines\
            "name value" of its output are figures}
        inputs inputs process {other files that a run depends on: it is new when they change}
        timeout_s number process {seconds after which a run is ended}
    }
    # Keywords of sources, which are no files.
    variable source_types {pins pads bumps straps full switches}
}

# An error with an id, where: the file and line, or "".
proc ::irdrop::sweep::fail {kind where text} {
    set id [dict get {FILE IRD-0980 FOLDER IRD-0981 RUN IRD-0982 SLURM IRD-0983} $kind]
    set place [expr {$where eq "" ? "" : " $where"}]
    return -code error -errorcode [list IRDROP SWEEP $kind] "$id$place: $text"
}

proc ::irdrop::sweep::setting_names {} {
    variable settings
    return [lmap {name kind group help} $settings {set name}]
}

proc ::irdrop::sweep::is_setting {name} {
    return [expr {$name in [setting_names]}]
}

proc ::irdrop::sweep::setting_kind {name} {
    variable settings
    foreach {other kind group help} $settings {
        if {$other eq $name} {
            return $kind
        }
    }
}

# The names of the settings of a group.
proc ::irdrop::sweep::settings_of {wanted} {
    variable settings
    return [concat {*}[lmap {name kind group help} $settings {
        expr {$group eq $wanted ? [list $name] : {}}
    }]]
}

# The setting whose name is most like this one, as ", did you mean x?", or nothing.
proc ::irdrop::sweep::hint {name} {
    set plain [string map {- _ . _} [string tolower $name]]
    set best 3
    set found ""
    foreach other [setting_names] {
        set off [letters_off $plain $other]
        if {$off < $best && $off < [string length $plain] - 1} {
            set best $off
            set found "; did you mean $other?"
        }
    }
    return $found
}

# How many letters apart two words are, by the shortest edit.
proc ::irdrop::sweep::letters_off {a b} {
    set row 0
    foreach letter [split $b ""] {
        lappend row [llength $row]
    }
    foreach letter [split $a ""] {
        set last $row
        set left [expr {[lindex $last 0] + 1}]
        set row [list $left]
        set j 0
        foreach other [split $b ""] {
            set change [expr {[lindex $last $j] + ($letter ne $other)}]
            incr j
            set left [expr {min($left + 1, [lindex $last $j] + 1, $change)}]
            lappend row $left
        }
    }
    return [lindex $row end]
}

# A node of a sweep's file is {kind line value}, as the module's yaml has it.
proc ::irdrop::sweep::is_text {node} {
    return [expr {[lindex $node 0] eq "text"}]
}

# The texts of a node: of a list its own, of a text its words.
proc ::irdrop::sweep::words_of {node file what} {
    lassign $node kind line value
    if {$kind eq "text"} {
        return [regexp -all -inline {\S+} $value]
    }
    if {$kind ne "list"} {
        fail FILE $file:$line "$what takes a text or a list of texts"
    }
    return [lmap item $value {
        if {![is_text $item]} {
            fail FILE $file:[lindex $item 1] "$what takes a list of texts"
        }
        lindex $item 2
    }]
}

# Names and values of a node: a map, or words NAME=VALUE.
proc ::irdrop::sweep::pairs_of {node file what} {
    lassign $node kind line value
    set pairs {}
    if {$kind eq "map"} {
        foreach {key item} $value {
            if {![is_text $key] || ![is_text $item]} {
                fail FILE $file:[lindex $key 1] "$what takes names and texts, NET: VALUE"
            }
            if {[dict exists $pairs [lindex $key 2]]} {
                fail FILE $file:[lindex $key 1] "$what names [lindex $key 2] twice"
            }
            dict set pairs [lindex $key 2] [lindex $item 2]
        }
        return $pairs
    }
    foreach word [words_of $node $file $what] {
        if {![regexp {^([^=]+)=(.+)$} $word -> name item]} {
            fail FILE $file:$line "$what cannot be \"$word\"; give NET=VALUE"
        }
        if {[dict exists $pairs $name]} {
            fail FILE $file:$line "$what names $name twice"
        }
        dict set pairs $name $item
    }
    return $pairs
}

# The value of a setting that a node gives; texts may have {labels} in them still.
proc ::irdrop::sweep::read_value {name node file} {
    lassign $node kind line value
    switch -- [lindex [setting_kind $name] 0] {
        files - texts - inputs {
            return [words_of $node $file $name]
        }
        pairs {
            return [pairs_of $node $file $name]
        }
    }
    if {$kind ne "text"} {
        fail FILE $file:$line "$name takes one text, no $kind"
    }
    return $value
}

# A value in which labels are filled in: is it one of its kind?
proc ::irdrop::sweep::check_value {name value where} {
    set kind [setting_kind $name]
    switch -- [lindex $kind 0] {
        number {
            set good [expr {[string is double -strict $value] && $value > 0 &&
                $value < 1e300}]
            set wanted "a number above 0"
        }
        count {
            set good [regexp {^\d{1,9}$} $value]
            set wanted "a number from 0 on"
        }
        word {
            set good [expr {$value in [lrange $kind 1 end]}]
            set wanted [join [lrange $kind 1 end] ", "]
        }
        default {
            set good 1
        }
    }
    if {!$good} {
        fail FILE $where "$name cannot be \"$value\"; give $wanted"
    }
}

# {name} in a text by what it stands for; {{name}} is {name}. Names that are neither
# label nor setting are refused.
proc ::irdrop::sweep::fill {text values where {quote 0}} {
    set filled ""
    while {[regexp -indices {\{\{[a-z][a-z0-9_]*\}\}|\{[a-z][a-z0-9_]*\}} $text found]} {
        lassign $found from to
        set word [string range $text $from $to]
        append filled [string range $text 0 $from-1]
        set text [string range $text $to+1 end]
        if {[string match \{\{* $word]} {
            append filled [string range $word 1 end-1]
            continue
        }
        set name [string range $word 1 end-1]
        if {![dict exists $values $name]} {
            fail FILE $where "nothing is called \"$name\", which {$name} would stand for;\
                write {{$name}} for a {$name} that stays"
        }
        set value [dict get $values $name]
        append filled [expr {$quote ? [shell_word $value] : $value}]
    }
    return $filled$text
}

# A text as one word of sh.
proc ::irdrop::sweep::shell_word {text} {
    if {[regexp {^[A-Za-z0-9_./:=,+%@-]+$} $text]} {
        return $text
    }
    return '[string map {' '\\''} $text]'
}

# The names in braces of a text.
proc ::irdrop::sweep::names_in {text} {
    set text [regsub -all {\{\{[a-z][a-z0-9_]*\}\}} $text ""]
    return [lmap {word name} [regexp -all -inline {\{([a-z][a-z0-9_]*)\}} $text] {set name}]
}
