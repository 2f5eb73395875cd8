# SPDX-License-Identifier: BSD-3-Clause
# A sweep's file, YAML or CSV, as a list of runs. What is said of a run comes in parts, from
# the defaults to the run itself, each a dict: line, set (settings), clear (names that stand
# with nothing behind them: what came before does not hold), labels, and at, their lines.

# The runs of a file: dicts of name, line, file, labels and settings, with {labels} filled in.
# Folder is where the sweep's results will lie.
proc ::irdrop::sweep::read_sweep {file folder} {
    set text [read_text $file]
    if {[file extension $file] in {.csv .CSV}} {
        set runs [csv_runs $text $file {}]
    } else {
        set runs [yaml_runs $text $file]
    }
    if {[llength $runs] == 0} {
        fail FILE $file "there is no run in it"
    }
    check_labels $runs
    return [finish_runs $runs $folder [file dirname [file normalize $file]]]
}

proc ::irdrop::sweep::read_text {file} {
    set channel [open $file rb]
    set bytes [read $channel]
    close $channel
    set text [encoding convertfrom utf-8 $bytes]
    if {[encoding convertto utf-8 $text] ne $bytes} {
        fail FILE $file "it is not in UTF-8"
    }
    return $text
}

# The names and values of a map, none of them twice.
proc ::irdrop::sweep::entries {node file what} {
    lassign $node kind line value
    if {$kind eq "null"} {
        return {}
    }
    if {$kind ne "map"} {
        fail FILE $file:$line "$what takes names with values behind them, no $kind"
    }
    set lines {}
    foreach {key item} $value {
        lassign $key kind line name
        if {$kind ne "text"} {
            fail FILE $file:$line "$what has a name that is no text"
        }
        if {[dict exists $lines $name]} {
            fail FILE $file:$line "$name stands here a second time; the first is in line\
                [dict get $lines $name]"
        }
        dict set lines $name $line
    }
    return [concat {*}[lmap {key item} $value {list [lindex $key 2] [lindex $key 1] $item}]]
}

proc ::irdrop::sweep::items {node file what} {
    lassign $node kind line value
    if {$kind eq "null"} {
        return {}
    }
    if {$kind ne "list"} {
        fail FILE $file:$line "$what takes a list, no $kind"
    }
    return $value
}

proc ::irdrop::sweep::new_part {line} {
    return [dict create line $line set {} clear {} labels {} at {}]
}

# What a map says of runs.
proc ::irdrop::sweep::read_part {node file what} {
    set part [new_part [lindex $node 1]]
    foreach {name line item} [entries $node $file $what] {
        if {[lindex $item 0] eq "null"} {
            dict lappend part clear $name
        } elseif {$name in {design corner} || ![is_setting $name]} {
            if {![is_text $item]} {
                fail FILE $file:$line "there is no setting \"$name\"[hint $name]; a label of\
                    that name would take one text"
            }
            if {![regexp {^[a-z][a-z0-9_]*$} $name]} {
                fail FILE $file:$line "there is no setting \"$name\"[hint $name]; a label is\
                    named by small letters, digits and _"
            }
            dict set part labels $name [lindex $item 2]
            dict set part at $name $line
        } else {
            dict set part set $name [read_value $name $item $file]
        }
    }
    return $part
}

# A run with one more part said of it. Of pairs, those of other names stay.
proc ::irdrop::sweep::add_part {run part} {
    foreach name [dict get $part clear] {
        dict unset run set $name
        dict unset run labels $name
    }
    dict for {name value} [dict get $part labels] {
        dict set run labels $name $value
        dict set run at $name [expr {
            [dict exists $part at $name] ? [dict get $part at $name] : [dict get $run line]}]
    }
    dict for {name value} [dict get $part set] {
        if {[setting_kind $name] eq "pairs" && [dict exists $run set $name]} {
            set value [dict merge [dict get $run set $name] $value]
        }
        dict set run set $name $value
    }
    return $run
}

# ---- YAML ----

proc ::irdrop::sweep::yaml_runs {text file} {
    if {[catch {yaml [encoding convertto utf-8 $text]} root]} {
        if {[llength $root] != 2} {
            error $root
        }
        fail FILE $file:[lindex $root 0] [lindex $root 1]
    }
    set said {}
    foreach {name line node} [entries $root $file "a sweep"] {
        if {$name ni {defaults matrix exclude overrides runs}} {
            fail FILE $file:$line "a sweep has defaults, matrix, exclude, overrides and\
                runs, no \"$name\""
        }
        dict set said $name $node
    }
    foreach name {defaults matrix exclude overrides runs} {
        if {![dict exists $said $name]} {
            dict set said $name {null 1 {}}
        }
    }
    dict with said {
        set defaults [read_part $defaults $file defaults]
        set axes [read_axes $matrix $file]
        set products [leave_out [cross $defaults $axes $matrix $file] $exclude $file]
        set runs [concat $products [explicit_runs $runs $file $defaults $axes]]
        return [override $runs $overrides $file]
    }
}

# The axes of a matrix: name and entries, label and part in turn.
proc ::irdrop::sweep::read_axes {node file} {
    set axes {}
    foreach {name line item} [entries $node $file matrix] {
        if {![regexp {^[a-z][a-z0-9_]*$} $name]} {
            fail FILE $file:$line "an axis is named by small letters, digits and _, not\
                \"$name\"[hint $name]"
        }
        set found {}
        foreach {label part} [expr {[lindex $item 0] eq "map"
                ? [axis_of_map $name $item $file] : [axis_of_list $name $item $file]}] {
            if {[dict exists $found $label]} {
                fail FILE $file:[dict get $part line] "axis $name has \"$label\" twice"
            }
            dict set part labels $name $label
            dict set found $label $part
        }
        if {[dict size $found] == 0} {
            fail FILE $file:$line "axis $name has no values; give a list or names with\
                settings behind them"
        }
        dict set axes $name $found
    }
    return $axes
}

proc ::irdrop::sweep::axis_of_map {name node file} {
    return [concat {*}[lmap {label line item} [entries $node $file "axis $name"] {
        switch -- [lindex $item 0] {
            map - null {
                set part [read_part $item $file "$name $label"]
            }
            default {
                if {$name in {design corner} || ![is_setting $name]} {
                    fail FILE $file:$line "there is no setting \"$name\"[hint $name] that\
                        $label could give a value; write settings behind it"
                }
                set part [new_part $line]
                dict set part set $name [read_value $name $item $file]
            }
        }
        dict set part named 1
        list $label $part
    }]]
}

proc ::irdrop::sweep::axis_of_list {name node file} {
    return [concat {*}[lmap item [items $node $file "axis $name"] {
        set part [new_part [lindex $item 1]]
        if {$name ni {design corner} && [is_setting $name]} {
            set value [read_value $name $item $file]
            dict set part set $name $value
            set label [label_of $name $value]
        } elseif {[is_text $item]} {
            set label [lindex $item 2]
        } else {
            fail FILE $file:[lindex $item 1] "axis $name takes texts; write\
                NAME: {settings} for settings"
        }
        list $label $part
    }]]
}

# A setting's value in short: of files their names.
proc ::irdrop::sweep::label_of {name value} {
    switch -- [lindex [setting_kind $name] 0] {
        file - files - inputs {
            return [join [lmap path $value {file rootname [file tail $path]}] +]
        }
        texts {
            return [join $value +]
        }
        pairs {
            return [join [lmap {key item} $value {string cat $key = $item}] " "]
        }
    }
    return $value
}

# Every combination, the last axis fastest.
proc ::irdrop::sweep::cross {defaults axes node file} {
    if {[dict size $axes] == 0} {
        return {}
    }
    set runs [list [add_part [dict create file $file line [lindex $node 1] matrix 1 \
        axes [dict keys $axes] set {} labels {}] $defaults]]
    dict for {name entries} $axes {
        set runs [concat {*}[lmap run $runs {
            lmap part [dict values $entries] {add_part $run $part}
        }]]
        if {[llength $runs] > 1000000} {
            fail FILE $file:[lindex $node 1] "more than a million runs"
        }
    }
    return $runs
}

# Runs that are listed one by one; a label that an axis has brings what stands there.
proc ::irdrop::sweep::explicit_runs {node file defaults axes} {
    if {[is_text $node]} {
        set path [file join [file dirname $file] [lindex $node 2]]
        return [csv_runs [read_text $path] $path $defaults]
    }
    return [lmap item [items $node $file runs] {
        set run [add_part [dict create file $file line [lindex $item 1] axes {} set {} \
            labels {}] $defaults]
        set own {}
        foreach {name line value} [entries $item $file "a run"] {
            if {[names_runs $name]} {
                dict lappend run axes $name
            }
            if {[is_text $value] && [dict exists $axes $name [lindex $value 2]]} {
                set run [add_part $run [dict get $axes $name [lindex $value 2]]]
            } else {
                lappend own [list text $line $name] $value
            }
        }
        add_part $run [read_part [list map [lindex $item 1] $own] $file "a run"]
    }]
}

# Whether a name is a label of its run and so goes into the run's name.
proc ::irdrop::sweep::names_runs {name} {
    return [expr {$name in {design corner plan window net} || ![is_setting $name]}]
}

# Whether the labels of a run are those of a map of patterns.
proc ::irdrop::sweep::matches {run patterns} {
    dict for {name wanted} $patterns {
        set label ""
        if {[dict exists $run labels $name]} {
            set label [dict get $run labels $name]
        } elseif {[is_setting $name] && [dict exists $run set $name]} {
            set label [label_of $name [dict get $run set $name]]
        }
        set found 0
        foreach pattern $wanted {
            set found [expr {$found || [string match $pattern $label]}]
        }
        if {!$found} {
            return 0
        }
    }
    return 1
}

# Names and lists of patterns.
proc ::irdrop::sweep::read_patterns {node file what} {
    set patterns {}
    foreach {name line item} [entries $node $file $what] {
        dict set patterns $name [expr {
            [is_text $item] ? [list [lindex $item 2]] : [words_of $item $file $what]}]
    }
    if {[dict size $patterns] == 0} {
        fail FILE $file:[lindex $node 1] "$what is empty, which would be all runs"
    }
    return $patterns
}

# What matches nothing is a mistake: a number would be wrong because of a letter.
proc ::irdrop::sweep::leave_out {runs node file} {
    foreach item [items $node $file exclude] {
        set patterns [read_patterns $item $file exclude]
        set kept [lmap run $runs {
            if {[matches $run $patterns]} {
                continue
            }
            set run
        }]
        if {[llength $kept] == [llength $runs]} {
            fail FILE $file:[lindex $item 1] "this leaves out none of the matrix"
        }
        set runs $kept
    }
    return $runs
}

proc ::irdrop::sweep::override {runs node file} {
    foreach item [items $node $file overrides] {
        set when {null 1 {}}
        set change {}
        foreach {name line value} [entries $item $file overrides] {
            switch -- $name {
                when {
                    set when $value
                }
                set {
                    set change [read_part $value $file set]
                }
                default {
                    fail FILE $file:$line "an override has when and set, no \"$name\""
                }
            }
        }
        if {$change eq ""} {
            fail FILE $file:[lindex $item 1] "an override has nothing to set"
        }
        set patterns [read_patterns $when $file "when"]
        set changed 0
        set runs [lmap run $runs {
            if {[matches $run $patterns]} {
                incr changed
                set run [add_part $run $change]
            }
            set run
        }]
        if {!$changed} {
            fail FILE $file:[lindex $item 1] "this override matches no run"
        }
    }
    return $runs
}

# ---- CSV ----

# One run a row, the settings named by the first one; an empty cell says nothing.
proc ::irdrop::sweep::csv_runs {text file defaults} {
    set rows [csv_rows $text $file]
    lassign [lindex $rows 0] line names
    set runs {}
    foreach row [lrange $rows 1 end] {
        lassign $row line cells
        if {[llength $cells] != [llength $names]} {
            fail FILE $file:$line "the row has [llength $cells] cells, the first one names\
                [llength $names]"
        }
        set items {}
        foreach name $names cell $cells {
            if {$cell ne ""} {
                lappend items [list text $line $name] [list text $line $cell]
            }
        }
        set run [dict create file $file line $line set {} labels {} \
            axes [lmap name $names {expr {[names_runs $name] ? $name : [continue]}}]]
        if {[dict size $defaults] > 0} {
            set run [add_part $run $defaults]
        }
        lappend runs [add_part $run [read_part [list map $line $items] $file "a row"]]
    }
    return $runs
}

# ---- all of them ----

# A name that is neither a setting nor used anywhere is a slip of the pen.
proc ::irdrop::sweep::check_labels {runs} {
    set used {design 1 corner 1}
    set scripts ""
    foreach run $runs {
        foreach name [names_in [dict get $run set]] {
            dict set used $name 1
        }
        if {[dict exists $run set script]} {
            append scripts [dict get $run set script]
        }
    }
    foreach run $runs {
        foreach name [dict keys [dict get $run labels]] {
            if {[dict exists $used $name] || [is_setting $name] ||
                    [string first run($name) $scripts] >= 0} {
                continue
            }
            if {[dict exists $run matrix] && $name in [dict get $run axes]} {
                continue
            }
            fail FILE [dict get $run file]:[dict get $run at $name] "there is no setting\
                \"$name\"[hint $name]; as a label it must be used, as {$name} or in a script\
                as \$run($name)"
        }
    }
}

# Names, labels filled in, and what fits together.
proc ::irdrop::sweep::finish_runs {runs folder base} {
    set taken {}
    set number 0
    return [lmap run $runs {
        incr number
        set where [dict get $run file]:[dict get $run line]
        set run [add_labels $run]
        set name [name_of $run $number $where]
        if {[dict exists $run set run] && [dict exists $taken $name]} {
            fail FILE $where "two runs are called $name; give each its own name"
        }
        set plain $name
        for {set i 2} {[dict exists $taken $name]} {incr i} {
            set name $plain.$i
        }
        dict set taken $name 1
        finish_run $run $name $folder $base $where
    }]
}

# Plan, window and net are labels, too.
proc ::irdrop::sweep::add_labels {run} {
    foreach name {plan window net} {
        if {![dict exists $run labels $name] && [dict exists $run set $name]} {
            dict set run labels $name [label_of $name [dict get $run set $name]]
        }
    }
    return $run
}

# A name that is a file's name, too.
proc ::irdrop::sweep::name_of {run number where} {
    set labels [dict get $run labels]
    if {[dict exists $run set run]} {
        set name [fill [dict get $run set run] $labels $where]
        if {![regexp {^[A-Za-z0-9_+=@%-][A-Za-z0-9._+=@%-]{0,99}$} $name]} {
            fail FILE $where "run cannot be \"$name\"; give up to 100 letters, digits and\
                ._+-=@%"
        }
        return $name
    }
    set words [lmap label [dict get $run axes] {
        if {![dict exists $labels $label] || [dict get $labels $label] eq ""} {
            continue
        }
        regsub -all {[^A-Za-z0-9._+=@%-]+} [dict get $labels $label] -
    }]
    set name [string trimleft [string range [join $words _] 0 79] .]
    return [expr {$name eq "" ? "run$number" : $name}]
}

proc ::irdrop::sweep::finish_run {run name folder base where} {
    set labels [dict get $run labels]
    set said [dict remove [dict get $run set] run]
    set values [dict create run $name files [file join $folder runs $name.files]]
    dict for {key value} $said {
        if {[lindex [setting_kind $key] 0] ni {files texts inputs pairs} &&
                [llength [names_in $value]] == 0} {
            dict set values $key $value
        }
    }
    set values [dict merge $values $labels]
    set settings {}
    foreach key [setting_names] {
        if {[dict exists $said $key]} {
            dict set settings $key \
                [finish_value $key [dict get $said $key] $values $where]
        }
    }
    check_run $settings $where
    set uses_files [expr {"files" in [names_in $said] ||
        [dict exists $said script] && [string first run(files) [dict get $said script]] >= 0}]
    return [dict create name $name base $base labels $labels \
        settings $settings values $values uses_files $uses_files]
}

# Filled in and checked. Paths stay as they are written: a run works in the folder of the
# sweep's file.
proc ::irdrop::sweep::finish_value {key value values where} {
    switch -- [lindex [setting_kind $key] 0] {
        files - texts - inputs - pairs {
            return [lmap item $value {fill $item $values $where}]
        }
    }
    if {$key eq "script"} {
        return $value
    }
    set value [fill $value $values $where [expr {$key eq "command"}]]
    check_value $key $value $where
    return $value
}

# Do the settings of a run go together?
proc ::irdrop::sweep::check_run {settings where} {
    set has [dict keys $settings]
    if {"command" in $has} {
        foreach name $has {
            if {$name in [concat [settings_of design] [settings_of case] [settings_of answer]]} {
                fail FILE $where "a run of a command cannot have $name, too; hand it over in\
                    the command, as a label {$name}"
            }
        }
        return
    }
    if {("def" in $has) == ("spice" in $has)} {
        fail FILE $where "a run needs a design, def with lef, or spice; or a command"
    }
    if {"def" in $has && "lef" ni $has} {
        fail FILE $where "lef is missing: technology and cells"
    }
    foreach {name other} {
        scope activity window_ns activity window window_ns rc_units rc liberty rc
    } {
        if {$name in $has && $other ni $has} {
            fail FILE $where "$name says nothing without $other"
        }
    }
    if {"model" in $has && (![dict exists $settings of] || [dict get $settings of] ne "predict")} {
        fail FILE $where "model predicts; give of: predict with it"
    }
}
