# SPDX-License-Identifier: BSD-3-Clause
# The technology and the cells, as LEF. Layer names, sizes and resistances are invented:
# they are of the order of a 45 nm process and describe none.
namespace eval demo45 {
    # Routing layers, lowest first: direction, pitch, width and spacing in um, sheet
    # resistance in ohm per square, thickness and height over the substrate in um.
    variable wires {
        wire1 HORIZONTAL 0.14 0.07 0.07 0.40 0.13 0.40
        wire2 VERTICAL   0.20 0.07 0.07 0.28 0.14 0.65
        wire3 HORIZONTAL 0.14 0.07 0.07 0.28 0.14 0.90
        wire4 VERTICAL   0.28 0.14 0.14 0.21 0.28 1.20
        wire5 HORIZONTAL 0.28 0.14 0.14 0.21 0.28 1.70
        wire6 VERTICAL   0.80 0.40 0.40 0.03 1.20 2.30
    }
    # Cut layers between them: width and spacing in um, resistance in ohm per cut, and the
    # enclosure by the metals.
    variable cuts {
        cut1 0.07 0.08 6.0 0.035
        cut2 0.07 0.08 5.0 0.035
        cut3 0.07 0.08 5.0 0.035
        cut4 0.14 0.16 2.5 0.030
        cut5 0.25 0.30 0.9 0.050
    }
    # Logic cells: width in sites, inputs, output, how often they are used, and energy
    # relative to an inverter.
    variable logic_cells {
        demo45_inv_1   3  {A}         Y 14 1.0
        demo45_inv_4   5  {A}         Y  4 3.2
        demo45_buf_2   4  {A}         Y  8 2.1
        demo45_nand2_1 4  {A B}       Y 20 1.4
        demo45_nor2_1  4  {A B}       Y 14 1.5
        demo45_aoi21_1 5  {A B C}     Y 10 1.9
        demo45_oai21_1 5  {A B C}     Y 10 1.9
        demo45_xor2_1  8  {A B}       Y  6 3.4
        demo45_mux2_1  9  {A B S}     Y  5 3.0
        demo45_dff_1   18 {D CK}      Q  9 9.0
    }
    # Cells without logic: width in sites and the second word of CLASS.
    variable physical_cells {
        demo45_fill_1  1 SPACER
        demo45_fill_2  2 SPACER
        demo45_fill_4  4 SPACER
        demo45_fill_8  8 SPACER
        demo45_decap_4 4 SPACER
        demo45_tap     2 WELLTAP
    }
    # Macros: size in um, x of the supply straps on wire4 inside, data bits.
    variable blocks {
        demo45_ram 24.0 22.0 {4.0 12.0 20.0} {8.0 16.0} 16
        demo45_rom 20.0 27.6 {3.0 9.0 15.0}  {6.0 12.0 18.0} 8
    }
    variable strap_width_um 0.4
}

proc demo45::um {value} {
    return [format %.3f $value]
}

proc demo45::wire_layer_text {name direction pitch width spacing sheet thickness height} {
    return "LAYER $name
  TYPE ROUTING ;
  DIRECTION $direction ;
  PITCH $pitch ;
  WIDTH $width ;
  SPACING $spacing ;
  RESISTANCE RPERSQ $sheet ;
  THICKNESS $thickness ;
  HEIGHT $height ;
END $name

"
}

proc demo45::cut_layer_text {name width spacing resistance} {
    return "LAYER $name
  TYPE CUT ;
  WIDTH $width ;
  SPACING $spacing ;
  RESISTANCE $resistance ;
END $name

"
}

# A rule for generated vias, and a fixed via with one cut: NAME_array and NAME_single.
proc demo45::via_rule_text {below cut above width spacing enclosure} {
    set half [expr {$width / 2}]
    set metal [um [expr {$half + $enclosure}]]
    set pitch [um [expr {$width + $spacing}]]
    set half [um $half]
    return "VIARULE ${cut}_array GENERATE
  LAYER $below ;
    ENCLOSURE $enclosure $enclosure ;
  LAYER $above ;
    ENCLOSURE $enclosure $enclosure ;
  LAYER $cut ;
    RECT -$half -$half $half $half ;
    SPACING $pitch BY $pitch ;
END ${cut}_array

VIA ${cut}_single DEFAULT
  LAYER $below ;
    RECT -$metal -$metal $metal $metal ;
  LAYER $cut ;
    RECT -$half -$half $half $half ;
  LAYER $above ;
    RECT -$metal -$metal $metal $metal ;
END ${cut}_single

"
}

proc demo45::supply_pin_text {name use boxes layer} {
    set text "  PIN $name\n    DIRECTION INOUT ;\n    USE $use ;\n    SHAPE ABUTMENT ;\n"
    append text "    PORT\n      LAYER $layer ;\n"
    foreach box $boxes {
        append text "        RECT [lmap value $box {um $value}] ;\n"
    }
    return "$text    END\n  END $name\n"
}

proc demo45::signal_pin_text {name direction use layer x0 y0 x1 y1} {
    return "  PIN $name
    DIRECTION $direction ;
    USE $use ;
    PORT
      LAYER $layer ;
        RECT [um $x0] [um $y0] [um $x1] [um $y1] ;
    END
  END $name
"
}

# The rails of a standard cell, half of each outside the cell: the neighbours share them.
proc demo45::rail_pins_text {width} {
    return [supply_pin_text VDD POWER [list [list 0 1.3 $width 1.5]] wire1][\
        supply_pin_text VSS GROUND [list [list 0 -0.1 $width 0.1]] wire1]
}

proc demo45::core_macro_text {name sites class_text pins_text} {
    set width [expr {$sites * 0.2}]
    return "MACRO $name
  CLASS CORE$class_text ;
  ORIGIN 0 0 ;
  FOREIGN $name 0 0 ;
  SIZE [um $width] BY 1.400 ;
  SYMMETRY X Y ;
  SITE demo45_site ;
[rail_pins_text $width]${pins_text}END $name

"
}

# Pins stand in the middle of the cell, one beside the other.
proc demo45::logic_cell_text {name sites inputs output} {
    set pins ""
    set step [expr {$sites * 0.2 / ([llength $inputs] + 1)}]
    set x [expr {$step / 2}]
    foreach input [concat $inputs $output] {
        set direction [expr {$input eq $output ? "OUTPUT" : "INPUT"}]
        set use [expr {$input eq "CK" ? "CLOCK" : "SIGNAL"}]
        append pins [signal_pin_text $input $direction $use wire1 \
            [expr {$x - 0.035}] 0.45 [expr {$x + 0.035}] 0.95]
        set x [expr {$x + $step}]
    }
    return [core_macro_text $name $sites "" $pins]
}

# Names and directions of the signal pins of a block with so many data bits.
proc demo45::block_signals {bits} {
    set signals {CK INPUT WE INPUT}
    for {set bit 0} {$bit < $bits} {incr bit} {
        lappend signals "D\[$bit\]" INPUT "Q\[$bit\]" OUTPUT
    }
    return $signals
}

# Straps on wire4 from bottom to top, signals on the left side on wire3.
proc demo45::block_text {name width height power_x ground_x bits} {
    variable strap_width_um
    set half [expr {$strap_width_um / 2}]
    set text "MACRO $name\n  CLASS BLOCK ;\n  ORIGIN 0 0 ;\n  FOREIGN $name 0 0 ;\n"
    append text "  SIZE [um $width] BY [um $height] ;\n  SYMMETRY X Y R90 ;\n"
    foreach {pin use places} [list VDD POWER $power_x VSS GROUND $ground_x] {
        append text [supply_pin_text $pin $use [lmap x $places {
            list [expr {$x - $half}] 0 [expr {$x + $half}] $height
        }] wire4]
    }
    set y 0.35
    foreach {signal direction} [block_signals $bits] {
        append text [signal_pin_text $signal $direction SIGNAL wire3 \
            0 [expr {$y - 0.035}] 0.07 [expr {$y + 0.035}]]
        set y [expr {$y + 0.56}]
    }
    append text "  OBS\n"
    foreach layer {wire1 wire2 wire3} {
        append text "    LAYER $layer ;\n      RECT 0.200 0 [um $width] [um $height] ;\n"
    }
    return "$text  END\nEND $name\n\n"
}

proc demo45::lef_text {} {
    variable wires
    variable cuts
    variable logic_cells
    variable physical_cells
    variable blocks
    set text "# Example technology of irdrop, invented; made by generate.tcl.\n"
    append text "VERSION 5.8 ;\nBUSBITCHARS \"\[\]\" ;\nDIVIDERCHAR \"/\" ;\n\nUNITS\n"
    append text "  DATABASE MICRONS 1000 ;\nEND UNITS\n\nMANUFACTURINGGRID 0.005 ;\n\n"
    append text "LAYER base\n  TYPE MASTERSLICE ;\nEND base\n\n"
    set rules ""
    set below ""
    foreach {name direction pitch width spacing sheet thickness height} $wires \
            {cut cut_width cut_spacing cut_ohm enclosure} $cuts {
        append text [wire_layer_text $name $direction $pitch $width $spacing $sheet \
            $thickness $height]
        if {$below ne ""} {
            append rules [via_rule_text {*}$below $name {*}$below_cut]
        }
        if {$cut ne ""} {
            append text [cut_layer_text $cut $cut_width $cut_spacing $cut_ohm]
        }
        set below [list $name $cut]
        set below_cut [list $cut_width $cut_spacing $enclosure]
    }
    append text $rules "SITE demo45_site\n  CLASS CORE ;\n  SYMMETRY Y ;\n"
    append text "  SIZE 0.200 BY 1.400 ;\nEND demo45_site\n\n"
    foreach {name sites inputs output share energy} $logic_cells {
        append text [logic_cell_text $name $sites $inputs $output]
    }
    foreach {name sites class} $physical_cells {
        append text [core_macro_text $name $sites " $class" ""]
    }
    foreach {name width height power_x ground_x bits} $blocks {
        append text [block_text $name $width $height $power_x $ground_x $bits]
    }
    return "${text}END LIBRARY"
}
