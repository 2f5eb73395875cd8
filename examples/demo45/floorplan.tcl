# SPDX-License-Identifier: BSD-3-Clause
# Where things stand: die, core, rows, macros. All in database units, 1000 per um.
namespace eval demo45 {
    variable die {0 0 108000 106400}
    variable core {4000 4200 104000 102200}
    variable site_width 200
    variable row_height 1400
    variable row_count 70

    # Distance between a macro and the cells beside it.
    variable macro_halo 1000

    # Name, macro, box, orientation. The RAM stands in the lower right corner, the ROM in
    # the upper left one, upside down.
    variable macros {
        mem/ram0 demo45_ram {80000 4200 104000 26200} N
        mem/rom0 demo45_rom {4000 74600 24000 102200} S
    }

    # The corner where the power grid is thin: everything right of x and above y.
    variable sparse_x 70000
    variable sparse_y 66000
}

proc demo45::row_y {row} {
    variable core
    variable row_height
    return [expr {[lindex $core 1] + $row * $row_height}]
}

# Rows alternate so that neighbours share a rail.
proc demo45::row_orient {row} {
    return [expr {$row % 2 ? "FS" : "N"}]
}

# The part {x0 x1} of the core that a macro leaves free in the band {y0 y1}.
proc demo45::free_span {y0 y1} {
    variable core
    variable macros
    variable macro_halo
    lassign $core x0 - x1 -
    foreach {name macro box orient} $macros {
        lassign $box left bottom right top
        if {$y1 <= $bottom || $y0 >= $top} {
            continue
        }
        if {$left == $x0} {
            set x0 [expr {$right + $macro_halo}]
        } else {
            set x1 [expr {$left - $macro_halo}]
        }
    }
    return [list $x0 $x1]
}

proc demo45::row_span {row} {
    return [free_span [row_y $row] [row_y [expr {$row + 1}]]]
}

proc demo45::row_text {} {
    variable row_count
    variable site_width
    set text ""
    for {set row 0} {$row < $row_count} {incr row} {
        lassign [row_span $row] x0 x1
        append text "ROW ROW_$row demo45_site $x0 [row_y $row] [row_orient $row] DO " \
            "[expr {($x1 - $x0) / $site_width}] BY 1 STEP $site_width 0 ;\n"
    }
    return $text
}

proc demo45::track_text {} {
    variable die
    set text ""
    lassign $die - - width height
    foreach {layer pitch} {wire1 140 wire2 200 wire3 140 wire4 280 wire5 280 wire6 800} {
        foreach {axis length} [list X $width Y $height] {
            append text "TRACKS $axis [expr {$pitch / 2}] DO [expr {$length / $pitch}] " \
                "STEP $pitch LAYER $layer ;\n"
        }
    }
    return $text
}

proc demo45::blockage_text {} {
    variable macros
    variable macro_halo
    set text "BLOCKAGES [expr {[llength $macros] / 4}] ;\n"
    foreach {name macro box orient} $macros {
        lassign $box x0 y0 x1 y1
        append text "- PLACEMENT RECT ( [expr {$x0 - $macro_halo}] $y0 ) " \
            "( [expr {$x1 + $macro_halo}] $y1 ) ;\n"
    }
    return "${text}END BLOCKAGES\n"
}
