# SPDX-License-Identifier: BSD-3-Clause
# The power grid: rails on wire1, stripes on wire4, wire5 and wire6, vias between them,
# and the supply pins. In the sparse corner (floorplan.tcl) stripes are missing or narrow,
# two rails of three lack their via, and wire6 and its pins stop short of it.
namespace eval demo45 {
    # Stripe positions are offset + i x pitch from the lower left corner of the core; the
    # stripes of VSS stand in the middle between those of VDD.
    variable stripes {
        wire4 {offset 6000 pitch 12000 count 8 width 400}
        wire5 {offset 7000 pitch 14000 count 7 width 600}
        wire6 {offset 6000 pitch 24000 count 4 width 1000}
    }
    variable narrow_width 200
    variable rail_width 200
}

# Positions of the stripes of a net on a layer, lowest first.
proc demo45::stripe_places {net layer} {
    variable core
    variable stripes
    dict with stripes $layer {}
    set from [expr {[lindex $core [expr {$layer eq "wire5"}]] + $offset}]
    if {$net eq "VSS"} {
        incr from [expr {$layer eq "wire6" ? 6000 : $pitch / 2}]
    }
    set places {}
    for {set i 0} {$i < $count} {incr i} {
        lappend places [expr {$from + $i * $pitch}]
    }
    return $places
}

# Rails of a net as a list of {y x0 x1 number}; odd ones belong to VDD. A rail serves the
# row below and the row above.
proc demo45::rails {net} {
    variable row_count
    set rails {}
    for {set k [expr {$net eq "VDD"}]} {$k <= $row_count} {incr k 2} {
        lassign [row_span [expr {max($k - 1, 0)}]] a0 a1
        lassign [row_span [expr {min($k, $row_count - 1)}]] b0 b1
        lappend rails [list [row_y $k] [expr {min($a0, $b0)}] [expr {max($a1, $b1)}] $k]
    }
    return $rails
}

# The stripes on wire4 as {x width y0 y1}. Macros have straps of their own on wire4, so
# that stripes end at the last rail before a macro.
proc demo45::wire4_pieces {net} {
    variable core
    variable macros
    variable stripes
    variable sparse_y
    variable narrow_width
    set width [dict get $stripes wire4 width]
    set pieces {}
    foreach x [stripe_places $net wire4] i {0 1 2 3 4 5 6 7} {
        lassign $core - y0 - y1
        incr y0 -100
        incr y1 100
        foreach {name macro box orient} $macros {
            lassign $box left bottom right top
            if {$x < $left || $x > $right} {
                continue
            }
            if {$bottom == [lindex $core 1]} {
                set y0 [expr {$top + 300}]
            } else {
                set y1 [expr {$bottom - 300}]
            }
        }
        if {$i < 6} {
            lappend pieces [list $x $width $y0 $y1]
        } else {
            lappend pieces [list $x $width $y0 $sparse_y]
        }
        if {$i == 7} {
            lappend pieces [list $x $narrow_width $sparse_y $y1]
        }
    }
    return $pieces
}

# The straps of the macros on wire4, in the same form.
proc demo45::strap_pieces {net} {
    variable macros
    variable blocks
    variable strap_width_um
    set pieces {}
    foreach {name macro box orient} $macros {
        lassign $box left bottom right top
        set at [lsearch -exact $blocks $macro]
        foreach x_um [lindex $blocks [expr {$at + ($net eq "VDD" ? 3 : 4)}]] {
            set x [expr {round(1000 * $x_um)}]
            set x [expr {$orient eq "S" ? $right - $x : $left + $x}]
            set width [expr {round(1000 * $strap_width_um)}]
            lappend pieces [list $x $width $bottom $top]
        }
    }
    return $pieces
}

# Stripes on wire5 as {y width x0 x1}: the first one in the sparse corner crosses it, the
# others end at its left side.
proc demo45::wire5_pieces {net} {
    variable core
    variable stripes
    variable sparse_y
    lassign $core x0 - x1 -
    set short [expr {[lindex [stripe_places $net wire4] 5] + 300}]
    set seen 0
    return [lmap y [stripe_places $net wire5] {
        set end [expr {$seen ? $short : $x1}]
        incr seen [expr {$y > $sparse_y}]
        list $y [dict get $stripes wire5 width] $x0 $end
    }]
}

# Stripes on wire6 as {x width y0 y1}; the last one of a net stops before the corner.
proc demo45::wire6_pieces {net} {
    variable die
    variable stripes
    variable sparse_y
    lassign $die - y0 - y1
    return [lmap x [stripe_places $net wire6] i {0 1 2 3} {
        list $x [dict get $stripes wire6 width] $y0 [expr {$i < 3 ? $y1 : $sparse_y - 5000}]
    }]
}

# True when the box of half sizes dx, dy about (x, y) lies inside the vertical piece.
proc demo45::covers {piece y dy} {
    lassign $piece x width y0 y1
    return [expr {$y - $dy >= $y0 && $y + $dy <= $y1}]
}

# Vias of a net as a list of {layer x y via}.
proc demo45::rail_vias {net} {
    variable narrow_width
    set vias {}
    foreach rail [rails $net] {
        lassign $rail y x0 x1 number
        foreach piece [wire4_pieces $net] {
            lassign $piece x width
            if {![covers $piece $y 100] || $x < $x0 || $x > $x1} {
                continue
            }
            if {$width != $narrow_width} {
                set stack {array12 array23 array34}
            } elseif {$number / 2 % 3 == 0} {
                set stack {cut1_single cut2_single cut3_single}
            } else {
                continue
            }
            foreach layer {wire1 wire2 wire3} via $stack {
                lappend vias [list $layer $x $y $via]
            }
        }
    }
    return $vias
}

proc demo45::stripe_vias {net} {
    variable narrow_width
    set vias {}
    foreach stripe [wire5_pieces $net] {
        lassign $stripe y - x0 x1
        foreach piece [concat [wire4_pieces $net] [strap_pieces $net]] {
            lassign $piece x width
            if {[covers $piece $y 300] && $x - $width / 2 >= $x0 && $x + $width / 2 <= $x1} {
                set via [expr {$width == $narrow_width ? "array45_narrow" : "array45"}]
                lappend vias [list wire4 $x $y $via]
            }
        }
        foreach piece [wire6_pieces $net] {
            lassign $piece x width
            if {[covers $piece $y 300] && $x - $width / 2 >= $x0 && $x + $width / 2 <= $x1} {
                lappend vias [list wire5 $x $y fixed56]
            }
        }
    }
    return $vias
}

# The section VIAS: arrays by rule, and one via written out as rectangles.
proc demo45::via_text {} {
    set text "VIAS 6 ;\n"
    foreach {name cut below above size spacing enclosure rowcol} {
        array12        cut1 wire1 wire2 70  110 {75 65}  {1 2}
        array23        cut2 wire2 wire3 70  110 {75 65}  {1 2}
        array34        cut3 wire3 wire4 70  110 {75 65}  {1 2}
        array45        cut4 wire4 wire5 140 160 {130 80} {2 1}
        array45_narrow cut4 wire4 wire5 140 160 {30 80}  {2 1}
    } {
        append text "- $name + VIARULE ${cut}_array + CUTSIZE $size $size\n" \
            "  + LAYERS $below $cut $above + CUTSPACING $spacing $spacing\n" \
            "  + ENCLOSURE $enclosure $enclosure + ROWCOL $rowcol ;\n"
    }
    append text "- fixed56\n  + RECT wire5 ( -500 -300 ) ( 500 300 )
  + RECT cut5 ( -400 -125 ) ( -150 125 )\n  + RECT cut5 ( 150 -125 ) ( 400 125 )
  + RECT wire6 ( -500 -300 ) ( 500 300 ) ;\n"
    return "${text}END VIAS\n"
}

proc demo45::special_net_text {} {
    variable rail_width
    set text "SPECIALNETS 2 ;\n"
    foreach {net use} {VDD POWER VSS GROUND} {
        set routes {}
        foreach rail [rails $net] {
            lassign $rail y x0 x1
            lappend routes "wire1 $rail_width + SHAPE FOLLOWPIN ( $x0 $y ) ( $x1 * )"
        }
        foreach piece [wire4_pieces $net] {
            lassign $piece x width y0 y1
            lappend routes "wire4 $width + SHAPE STRIPE ( $x $y0 ) ( * $y1 )"
        }
        foreach stripe [wire5_pieces $net] {
            lassign $stripe y width x0 x1
            lappend routes "wire5 $width + SHAPE STRIPE ( $x0 $y ) ( $x1 * )"
        }
        foreach piece [wire6_pieces $net] {
            lassign $piece x width y0 y1
            lappend routes "wire6 $width + SHAPE STRIPE ( $x $y0 ) ( * $y1 )"
        }
        foreach place [concat [rail_vias $net] [stripe_vias $net]] {
            lassign $place layer x y via
            lappend routes "$layer 0 + SHAPE STRIPE ( $x $y ) $via"
        }
        append text "- $net ( * $net ) + USE $use\n  + ROUTED [join $routes "\n    NEW "] ;\n"
    }
    return "${text}END SPECIALNETS\n"
}

# A port at both ends of each wire6 stripe that reaches the edge of the die.
proc demo45::supply_pin_def_text {net use} {
    variable die
    set text "- $net + NET $net + SPECIAL + DIRECTION INOUT + USE $use"
    foreach piece [wire6_pieces $net] {
        lassign $piece x width y0 y1
        set half [expr {$width / 2}]
        foreach {y orient} [list $y0 N $y1 S] {
            if {$y == [lindex $die 1] || $y == [lindex $die 3]} {
                append text "\n  + PORT + LAYER wire6 ( -$half 0 ) ( $half 1000 )" \
                    " + FIXED ( $x $y ) $orient"
            }
        }
    }
    return "$text ;\n"
}

proc demo45::pin_text {} {
    set count [expr {2 + [llength [signal_pin_names]] / 2}]
    return "PINS $count ;\n[supply_pin_def_text VDD POWER][
        supply_pin_def_text VSS GROUND][signal_pin_def_text]END PINS\n"
}
