# SPDX-License-Identifier: BSD-3-Clause
# Cells in rows, taps, fillers, and the signal nets between them.
namespace eval demo45 {
    # Placed cells in the order of placing: name, cell, x, y, orientation.
    variable placed {}
    # Indices into placed of the logic cells, and how often each unit has been named.
    variable logic {}
    variable serial
    array set serial {}

    variable tap_distance 30000
    variable signal_bits 16
}

# The unit that a place belongs to gives the first word of an instance name. The unit
# `crypto` is the busy one, `dsp` stands in the sparse corner.
proc demo45::unit_at {x y} {
    variable sparse_x
    variable sparse_y
    if {hypot($x - 36000, $y - 46000) < 14000} {
        return crypto
    }
    if {$x > $sparse_x && $y > $sparse_y} {
        return dsp
    }
    return [expr {$y < 40000 ? "bus" : "ctl"}]
}

# Share of a row that logic fills: denser in the units `crypto` and `dsp`.
proc demo45::density_at {x y} {
    switch [unit_at $x $y] {
        crypto { return 0.86 }
        dsp { return 0.80 }
        bus { return 0.62 }
        default { return 0.70 }
    }
}

# A logic cell drawn by the shares in technology.tcl: its name and width in sites.
proc demo45::draw_cell {} {
    variable logic_cells
    set draw [random_below 100]
    foreach {name sites inputs output share energy} $logic_cells {
        set draw [expr {$draw - $share}]
        if {$draw < 0} {
            return [list $name $sites]
        }
    }
}

proc demo45::add_cell {unit cell x y orient} {
    variable placed
    variable serial
    lappend placed $unit/_[incr serial($unit)]_ $cell $x $y $orient
}

# Fill a gap of so many sites from x on with fillers and a decap here and there.
proc demo45::fill_gap {x y orient sites} {
    variable site_width
    while {$sites > 0} {
        if {$sites >= 8} {
            lassign {demo45_fill_8 8} cell width
        } elseif {$sites >= 4} {
            set width 4
            set cell [expr {[random] < 0.4 ? "demo45_decap_4" : "demo45_fill_4"}]
        } elseif {$sites >= 2} {
            lassign {demo45_fill_2 2} cell width
        } else {
            lassign {demo45_fill_1 1} cell width
        }
        add_cell PHY $cell $x $y $orient
        incr x [expr {$width * $site_width}]
        incr sites -$width
    }
}

# Logic and gaps from x0 to x1 in one row. With cells of 5.6 sites and gaps of 3 sites on
# average, a share p of cells gives the density d = 5.6 p / (5.6 p + 3 (1 - p)).
proc demo45::place_span {row x0 x1} {
    variable site_width
    variable placed
    variable logic
    set y [row_y $row]
    set x $x0
    while {$x < $x1} {
        set left [expr {($x1 - $x) / $site_width}]
        set mirrored [expr {[random] < 0.5}]
        set orient [row_orient $row]
        if {$mirrored} {
            set orient [dict get {N FN FS S} $orient]
        }
        set density [density_at $x $y]
        if {[random] < 3.0 * $density / (5.6 - 2.6 * $density)} {
            lassign [draw_cell] cell sites
        } else {
            set cell ""
            set sites [expr {1 + [random_below 5]}]
        }
        if {$sites > $left} {
            set cell ""
            set sites $left
        }
        if {$cell eq ""} {
            fill_gap $x $y [row_orient $row] $sites
        } else {
            lappend logic [expr {[llength $placed] / 5}]
            add_cell [unit_at $x $y] $cell $x $y $orient
        }
        incr x [expr {$sites * $site_width}]
    }
}

# A tap at both ends of each row and every tap_distance between, logic in between.
proc demo45::place_cells {} {
    variable row_count
    variable tap_distance
    variable site_width
    set tap_width [expr {2 * $site_width}]
    for {set row 0} {$row < $row_count} {incr row} {
        lassign [row_span $row] x0 x1
        set x $x0
        while {$x < $x1 - $tap_width} {
            add_cell PHY demo45_tap $x [row_y $row] [row_orient $row]
            set next [expr {min($x + $tap_distance, $x1 - $tap_width)}]
            place_span $row [expr {$x + $tap_width}] $next
            set x $next
        }
        add_cell PHY demo45_tap $x [row_y $row] [row_orient $row]
    }
}

proc demo45::component_text {} {
    variable placed
    variable macros
    set count [expr {[llength $placed] / 5 + [llength $macros] / 4}]
    set text "COMPONENTS $count ;\n"
    foreach {name macro box orient} $macros {
        lassign $box x y
        append text "- $name $macro + FIXED ( $x $y ) $orient ;\n"
    }
    foreach {name cell x y orient} $placed {
        if {[string match PHY/* $name]} {
            append text "- $name $cell + SOURCE DIST + FIXED ( $x $y ) $orient ;\n"
        } else {
            append text "- $name $cell + PLACED ( $x $y ) $orient ;\n"
        }
    }
    return "${text}END COMPONENTS\n"
}

proc demo45::signal_pin_names {} {
    variable signal_bits
    set names {clk INPUT}
    for {set bit 0} {$bit < $signal_bits} {incr bit} {
        lappend names "din\[$bit\]" INPUT "dout\[$bit\]" OUTPUT
    }
    return $names
}

# Signal pins along the left side on wire3.
proc demo45::signal_pin_def_text {} {
    set text ""
    set y 30100
    foreach {name direction} [signal_pin_names] {
        set use [expr {$name eq "clk" ? "CLOCK" : "SIGNAL"}]
        append text "- $name + NET $name + DIRECTION $direction + USE $use\n" \
            "  + LAYER wire3 ( -35 0 ) ( 35 600 ) + PLACED ( 0 $y ) E ;\n"
        incr y 1120
    }
    return $text
}

# The net of each driver as a list of its loads {instance pin}; every input gets a driver
# that stands near it, some get a pin of the design or of a macro.
proc demo45::connect {} {
    variable placed
    variable logic
    variable logic_cells
    variable signal_bits
    foreach {name sites inputs output share energy} $logic_cells {
        set inputs_of($name) $inputs
    }
    set loads [dict create]
    set count [llength $logic]
    for {set i 0} {$i < $count} {incr i} {
        set at [expr {5 * [lindex $logic $i]}]
        set name [lindex $placed $at]
        foreach input $inputs_of([lindex $placed $at+1]) {
            if {$input eq "CK"} {
                set driver "PIN clk"
            } elseif {[random] < 0.01} {
                set driver "PIN din\[[random_below $signal_bits]\]"
            } else {
                set other [expr {$i + [random_below 161] - 80}]
                set driver [expr {min(max($other, 0), $count - 1)}]
            }
            dict lappend loads $driver "$name $input"
        }
    }
    connect_blocks loads $count
    return $loads
}

# The inputs of macros and the output pins, each driven by some logic cell or macro.
proc demo45::connect_blocks {loads_name count} {
    upvar 1 $loads_name loads
    variable macros
    variable blocks
    variable signal_bits
    foreach {name macro box orient} $macros {
        set at [lsearch -exact $blocks $macro]
        foreach {signal direction} [block_signals [lindex $blocks $at+5]] {
            if {$signal eq "CK"} {
                dict lappend loads "PIN clk" "$name CK"
            } elseif {$direction eq "INPUT"} {
                dict lappend loads [random_below $count] "$name $signal"
            } elseif {[incr outputs] <= $signal_bits} {
                dict lappend loads "$name $signal" "PIN dout\[[expr {$outputs - 1}]\]"
            }
        }
    }
}

proc demo45::net_text {} {
    variable placed
    variable logic
    variable logic_cells
    foreach {name sites inputs output share energy} $logic_cells {
        set output_of($name) $output
    }
    set text ""
    set count 0
    dict for {driver sinks} [connect] {
        if {[string is integer $driver]} {
            set at [expr {5 * [lindex $logic $driver]}]
            set driver "[lindex $placed $at] $output_of([lindex $placed $at+1])"
        }
        incr count
        set net [expr {[string match "PIN *" $driver] ? [lindex $driver 1] : "net$count"}]
        append text "- $net ( $driver )"
        foreach sink $sinks {
            append text " ( $sink )"
        }
        append text " + USE [expr {$net eq {clk} ? {CLOCK} : {SIGNAL}}] ;\n"
    }
    return "NETS $count ;\n${text}END NETS\n"
}
