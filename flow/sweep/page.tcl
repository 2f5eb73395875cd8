# SPDX-License-Identifier: BSD-3-Clause
# The summary of a sweep: one HTML file that needs nothing beside it, worst drops first, a
# bar in each row, failed runs in words; it can be read without scripts, too.

namespace eval ::irdrop::sweep {
    variable here [file dirname [file normalize [info script]]]
}

proc ::irdrop::sweep::html {text} {
    return [string map {& &amp; < &lt; > &gt; \" &quot;} $text]
}

# Rows as dicts by column.
proc ::irdrop::sweep::row_dicts {columns rows} {
    return [lmap cells $rows {concat {*}[lmap name $columns cell $cells {list $name $cell}]}]
}

# The column that bars are drawn of: the worst drop, else the first figure of commands that
# is not the same in all of them; "" where there is none.
proc ::irdrop::sweep::bar_column {columns rows labels} {
    if {![is_empty $rows worst_drop_mv]} {
        return worst_drop_mv
    }
    foreach name $columns {
        if {$name in $labels || $name in {seconds memory_mb}} {
            continue
        }
        set values [lsort -unique [lmap row $rows {dict get $row $name}]]
        set texts [lsearch -all -not -regexp $values {^([-+]?[0-9.]+([eE][-+]?\d+)?)?$}]
        if {[llength $values] > 1 && [llength $texts] == 0} {
            return $name
        }
    }
    return ""
}

# Largest first; rows without a value in the order in which they stand, behind.
proc ::irdrop::sweep::worst_first {rows column} {
    if {$column eq ""} {
        return $rows
    }
    set with {}
    set without {}
    foreach row $rows {
        if {[string is double -strict [dict get $row $column]]} {
            lappend with [list [dict get $row $column] $row]
        } else {
            lappend without $row
        }
    }
    return [concat [lmap pair [lsort -real -decreasing -index 0 $with] {lindex $pair 1}] \
        $without]
}

proc ::irdrop::sweep::write_page {path title table} {
    variable here
    lassign $table columns cells labels
    set rows [row_dicts $columns $cells]
    set bar [bar_column $columns $rows $labels]
    set rows [worst_first $rows $bar]
    write_file $path "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>[html $title]: sweep</title>
<style>
[string trim [read_text $here/page.css]]
</style>
</head>
<body>
<h1>[html $title]</h1>
[page_head $rows $bar]
[page_failed $rows]
<h2>Runs</h2>
<p hidden><input type=\"search\" placeholder=\"show rows with these words\"\
 aria-label=\"show rows with these words\"> <output></output></p>
<div class=\"scroll\">
[page_table $columns $rows $bar]
</div>
<script>
[string trim [read_text $here/page.js]]
</script>
</body>
</html>
"
}

# How many, the worst one, what rests on something that nobody gave.
proc ::irdrop::sweep::page_head {rows bar} {
    set count {done 0 failed 0 missing 0}
    set violated 0
    foreach row $rows {
        dict incr count [dict get $row state]
        if {[dict exists $row verdict] && [dict get $row verdict] eq "violated"} {
            incr violated
        }
    }
    set text "<p>[llength $rows] runs by irdrop [::irdrop::version]: [dict get $count done]\
        done, [dict get $count failed] failed, [dict get $count missing]\
        missing[expr {$violated ? "; $violated violate a limit" : ""}].</p>"
    if {$bar eq "worst_drop_mv"} {
        set row [lindex $rows 0]
        append text "\n<p>Worst: <b>[html [dict get $row run]]</b>,\
            [html [dict get $row worst_drop_mv]] mV[page_place $row].</p>"
    }
    return $text
}

# Where the worst drop of a row is, in words.
proc ::irdrop::sweep::page_place {row} {
    set text ""
    foreach {name format} {
        worst_drop_percent " (%s %% of the supply)" net ", net %s"
        worst_instance ", instance %s" worst_x_um ", at (%s," worst_y_um " %s) um"
    } {
        if {[dict exists $row $name] && [dict get $row $name] ne ""} {
            append text [format $format [dict get $row $name]]
        }
    }
    return [html $text]
}

# Runs that say the same stand together.
proc ::irdrop::sweep::page_failed {rows} {
    set names {}
    foreach row $rows {
        if {[dict get $row state] ne "done"} {
            dict lappend names [list [dict get $row state] [dict get $row message]] \
                [dict get $row run]
        }
    }
    if {[dict size $names] == 0} {
        return ""
    }
    set items [lmap {what runs} $names {
        lassign $what state message
        string cat "<dt>[html [join $runs {, }]] ($state)</dt><dd>[html $message]</dd>"
    }]
    return "<h2>Without an answer</h2>\n<dl>\n[join $items \n]\n</dl>"
}

proc ::irdrop::sweep::page_table {columns rows bar} {
    set most 0
    if {$bar ne ""} {
        foreach row $rows {
            set most [expr {max($most, [reach $row $bar])}]
        }
    }
    set heads [lmap name $columns {
        set sort [expr {$name eq $bar ? { aria-sort="descending"} : ""}]
        string cat "<th scope=\"col\"$sort><button type=\"button\">[html $name]</button></th>" \
            [expr {$name eq $bar ? "<th></th>" : ""}]
    }]
    set lines [lmap row $rows {
        string cat "<tr class=\"[dict get $row state]\">" [join [lmap name $columns {
            string cat [page_cell $name [dict get $row $name]] \
                [expr {$name eq $bar ? [page_bar $row $bar $most] : ""}]
        }] ""] </tr>
    }]
    return "<table>\n<thead><tr>[join $heads ""]</tr></thead>\n<tbody>\n[join $lines \
        \n]\n</tbody>\n</table>"
}

proc ::irdrop::sweep::page_cell {name value} {
    set class [expr {[string is double -strict $value] ? "number" :
        $name in {message findings rests_on note} ? "long" :
        $name eq "verdict" ? "verdict-$value" : ""}]
    return "<td[expr {$class eq "" ? "" : " class=\"[html $class]\""}]>[html $value]</td>"
}

# How far a row's bar goes, with what its drop may be off.
proc ::irdrop::sweep::reach {row bar} {
    set value [dict get $row $bar]
    if {![string is double -strict $value]} {
        return 0
    }
    return [expr {$value + [off_of $row $bar]}]
}

proc ::irdrop::sweep::off_of {row bar} {
    if {$bar eq "worst_drop_mv" && [dict exists $row may_be_off_mv] &&
            [string is double -strict [dict get $row may_be_off_mv]]} {
        return [dict get $row may_be_off_mv]
    }
    return 0
}

proc ::irdrop::sweep::page_bar {row bar most} {
    set value [dict get $row $bar]
    if {![string is double -strict $value] || $value < 0 || $most <= 0} {
        return "<td class=\"bar\"></td>"
    }
    set width [format %.2f [expr {100.0 * $value / $most}]]
    set off [format %.2f [expr {100.0 * [off_of $row $bar] / $most}]]
    return "<td class=\"bar\"><span><div style=\"width:$width%\"></div><div\
        style=\"width:$off%\"></div></span></td>"
}
