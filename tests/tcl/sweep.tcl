# SPDX-License-Identifier: BSD-3-Clause
# What the tests of irdrop-sweep share: the program, a folder for each test, its table.

set program [file join $::env(IRDROP_BINARY_DIR) bin irdrop-sweep]

# A new folder with the small design; tests write their sweeps into it.
proc new_folder {} {
    global data folder
    set folder [file join [tcltest::temporaryDirectory] sweep]
    file delete -force $folder
    file mkdir $folder
    foreach file {small.lef small.def activity.lef activity.def activity.vcd} {
        file copy $data/$file $folder
    }
    return $folder
}

proc put_file {name text} {
    global folder
    set channel [open $folder/$name w]
    puts $channel $text
    close $channel
    return $folder/$name
}

# The exit code and all that the program prints.
proc sweep {args} {
    global program
    set code [catch {exec $program {*}$args 2>@1} said options]
    if {$code} {
        set said [regsub {\nchild process exited abnormally$} $said ""]
        set code [lindex [dict get $options -errorcode] 2]
    }
    return [list $code $said]
}

# Rows of the table as dicts; cells of our tests have no commas but in quotes.
proc table {{path ""}} {
    global folder
    if {$path eq ""} {
        set path $folder/s.sweep/table.csv
    }
    set lines [split [string trimright [read_file $path]] \n]
    set names [split [lindex $lines 0] ,]
    return [lmap line [lrange $lines 1 end] {
        set cells [lmap {all quoted plain} [regexp -all -inline \
            {(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))} $line] {
            expr {$quoted ne "" ? [string map {\"\" \"} $quoted] : $plain}
        }]
        concat {*}[lmap name $names cell $cells {list $name $cell}]
    }]
}

# Some columns of the table, a list a row.
proc columns {args} {
    return [lmap row [table] {lmap name $args {
        expr {[dict exists $row $name] ? [dict get $row $name] : "-"}}}]
}

# The table without how long it took.
proc timeless {path} {
    return [lmap row [table $path] {dict remove $row seconds memory_mb}]
}

# Wait until a script is true, at most so many seconds.
proc wait_for {seconds script} {
    set end [expr {[clock milliseconds] + 1000 * $seconds}]
    while {![uplevel 1 [list expr $script]]} {
        if {[clock milliseconds] > $end} {
            error "waited $seconds s for $script"
        }
        after 20
    }
}

proc results {} {
    global folder
    return [llength [glob -nocomplain $folder/s.sweep/runs/*.result]]
}
