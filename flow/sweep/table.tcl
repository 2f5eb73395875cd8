# SPDX-License-Identifier: BSD-3-Clause
# The table of a sweep: a row for each run, in the order of its file.

# Columns, rows and the columns that are labels, of runs and their results in the same order;
# a column that no run has
# anything in is left out. Times come last: all before them is the same wherever it ran.
proc ::irdrop::sweep::make_table {folder runs results} {
    set columns {run state design net corner plan window}
    set rows {}
    set labels {}
    foreach run $runs result $results {
        lappend labels {*}[dict keys [dict get $run labels]]
        set row [dict merge {design "" net ""} [dict get $run labels] [row_of $folder $run $result]]
        lappend rows $row
    }
    set last {note findings rests_on message seconds memory_mb}
    foreach row $rows {
        foreach name [dict keys $row] {
            if {$name ni $columns && $name ni $last} {
                lappend columns $name
            }
        }
    }
    set columns [lmap name [concat $columns $last] {
        if {$name ni {run state worst_drop_mv message seconds} && [is_empty $rows $name]} {
            continue
        }
        set name
    }]
    return [list $columns [lmap row $rows {
        lmap name $columns {expr {[dict exists $row $name] ? [dict get $row $name] : ""}}
    }] [lsort -unique $labels]]
}

proc ::irdrop::sweep::row_of {folder run result} {
    set row [dict create run [dict get $run name] note [said $run note]]
    if {[dict size $result] == 0} {
        return [dict merge $row [dict create state missing \
            message [why_missing $folder [dict get $run name]]]]
    }
    set figures [dict get $result figures]
    # A label that was given stays: it is what the file calls the design.
    foreach name {design net} {
        if {[dict exists $run labels $name] && [dict get $run labels $name] ne ""} {
            dict unset figures $name
        }
    }
    return [dict merge $row $figures [dict create state [dict get $result state] \
        message [dict get $result message] seconds [dict get $result seconds] \
        memory_mb [dict get $result memory_mb]]]
}

proc ::irdrop::sweep::is_empty {rows name} {
    foreach row $rows {
        if {[dict exists $row $name] && [dict get $row $name] ne ""} {
            return 0
        }
    }
    return 1
}

proc ::irdrop::sweep::write_table {path table} {
    lassign $table columns rows
    set lines [lmap cells [concat [list $columns] $rows] {csv_line $cells}]
    write_file $path [join $lines \n]\n
}
