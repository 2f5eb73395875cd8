# SPDX-License-Identifier: BSD-3-Clause
# The designs that the random walk reads: small enough that a question takes about a
# millisecond, and with everything that a session keeps apart. write_designs writes them
# into a folder.
#   a.def         VDD (rails at y = 2, 6, 10, two stripes), VSS, VDDM of a macro alone, VDDS
#                 behind a power switch, VDDX without a load; one cell unplaced, one off
#                 the rails
#   a_swapped.def two inverters have changed places: the same grid and pins
#   a_moved.def   the same grid, cells elsewhere
#   a_unplaced.def  the same grid, one more cell unplaced
#   b.def         the cells of a.def on another grid
#   c.def         another die, other units, VDD and VSS alone, other instances
#   bad.def       ends inside its components
namespace eval walk {}

proc walk::layer {name kind direction ohm} {
    if {$kind eq "CUT"} {
        return "LAYER $name\n  TYPE CUT ;\n  RESISTANCE $ohm ;\nEND $name\n"
    }
    return "LAYER $name\n  TYPE ROUTING ;\n  DIRECTION $direction ;\n  PITCH 0.4 ;\n\
        WIDTH 0.2 ;\n  RESISTANCE RPERSQ $ohm ;\nEND $name\n"
}

# pins: name use layer {x0 y0 x1 y1} in turn.
proc walk::macro {name class width height pins} {
    set text "MACRO $name\n  CLASS $class ;\n  ORIGIN 0 0 ;\n  SIZE $width BY $height ;\n"
    foreach {pin use layer box} $pins {
        append text "  PIN $pin\n    DIRECTION [expr {$pin eq "Z" ? "OUTPUT" : "INOUT"}] ;\n\
            \   USE $use ;\n    PORT\n      LAYER $layer ;\n        RECT $box ;\n    END\n\
            \ END $pin\n"
    }
    return "${text}END $name\n"
}

proc walk::lef {} {
    set text "VERSION 5.8 ;\nBUSBITCHARS \"\[\]\" ;\nDIVIDERCHAR \"/\" ;\n"
    append text "UNITS\n  DATABASE MICRONS 1000 ;\nEND UNITS\n"
    append text [layer metal1 ROUTING HORIZONTAL 0.4] [layer via1 CUT "" 5] \
        [layer metal2 ROUTING VERTICAL 0.2]
    append text "VIA via1_0 DEFAULT\n  LAYER metal1 ;\n    RECT -0.1 -0.1 0.1 0.1 ;\n\
        LAYER via1 ;\n    RECT -0.05 -0.05 0.05 0.05 ;\n\
        LAYER metal2 ;\n    RECT -0.1 -0.1 0.1 0.1 ;\nEND via1_0\n"
    append text "SITE core\n  CLASS CORE ;\n  SIZE 0.5 BY 2 ;\nEND core\n"
    foreach {name class width} {INV CORE 2 BUF CORE 4 FILL {CORE SPACER} 1
        DCAP {CORE SPACER} 1} {
        set pins [list VDD POWER metal1 "0 1.8 $width 2.2" \
            VSS GROUND metal1 "0 -0.2 $width 0.2"]
        if {$class eq "CORE"} {
            lappend pins A SIGNAL metal1 {0.3 0.8 0.5 1.2} Z SIGNAL metal1 {0.6 0.8 0.8 1.2}
        }
        append text [macro $name $class $width 2 $pins]
    }
    append text [macro SWITCH CORE 2 2 {
        EN SIGNAL metal1 {0.3 0.8 0.5 1.2} VIN POWER metal1 {0 1.8 0.4 2.2}
        VOUT POWER metal1 {1.6 1.8 2 2.2} VSS GROUND metal1 {0 -0.2 2 0.2}}]
    append text [macro RAM BLOCK 8 6 {
        D SIGNAL metal2 {1 1 1.2 1.2} VDDL POWER metal2 {0 2 8 3}
        VSS GROUND metal2 {0 4 8 5}}]
    return "${text}END LIBRARY\n"
}

# Metal of a net, in um: rail y x0 x1, stripe x y0 y1, via x y in turn.
proc walk::metal {shapes units} {
    set lines {}
    foreach shape $shapes {
        set v [lmap um [lrange $shape 1 end] {expr {round($um * $units)}}]
        lassign $v p q r
        lappend lines [switch [lindex $shape 0] {
            rail {format "metal1 %d + SHAPE FOLLOWPIN ( %d %d ) ( %d * )" \
                [expr {round(0.4 * $units)}] $q $p $r}
            stripe {format "metal2 %d + SHAPE STRIPE ( %d %d ) ( * %d )" \
                [expr {round(0.4 * $units)}] $p $q $r}
            via {format "metal1 0 + SHAPE STRIPE ( %d %d ) via1_0" $p $q}
        }]
    }
    return "  + ROUTED [join $lines "\n  NEW "]"
}

# A DEF. cells: name macro place in turn, place x y orientation in um or nothing; nets:
# name use voltage connections shapes in turn; pins: name net x y on metal2 in turn.
proc walk::def {name units die cells pins nets} {
    set u [list apply {{units um} {expr {round($um * $units)}}} $units]
    set text "VERSION 5.8 ;\nDIVIDERCHAR \"/\" ;\nBUSBITCHARS \"\[\]\" ;\nDESIGN $name ;\n\
        \nUNITS DISTANCE MICRONS $units ;\n"
    append text "DIEAREA ( 0 0 ) ( [{*}$u $die] [{*}$u $die] ) ;\n"
    for {set row 0} {$row < 6} {incr row} {
        append text "ROW r$row core 0 [{*}$u [expr {2 * $row}]] [expr {$row % 2 ? "FS" : \
            "N"}] DO [expr {2 * ($die - 4)}] BY 1 STEP [{*}$u 0.5] 0 ;\n"
    }
    append text "COMPONENTS [expr {[llength $cells] / 3}] ;\n"
    foreach {cell macro place} $cells {
        lassign $place x y orientation
        append text "- $cell $macro[expr {$place eq "" ? "" : \
            " + PLACED ( [{*}$u $x] [{*}$u $y] ) $orientation"}] ;\n"
    }
    append text "END COMPONENTS\nPINS [expr {[llength $pins] / 4}] ;\n"
    foreach {pin net x y} $pins {
        append text "- $pin + NET $net + SPECIAL + DIRECTION INOUT + USE [expr {$net eq \
            "VSS" ? "GROUND" : "POWER"}]\n  + PORT + LAYER metal2 ( [{*}$u -0.2]\
            [{*}$u -0.2] ) ( [{*}$u 0.2] [{*}$u 0.2] ) + FIXED ( [{*}$u $x] [{*}$u $y] ) N ;\n"
    }
    append text "END PINS\nSPECIALNETS [expr {[llength $nets] / 5}] ;\n"
    foreach {net use voltage connections shapes} $nets {
        append text "- $net $connections + USE $use[expr {$voltage eq "" ? "" : \
            " + VOLTAGE $voltage"}]\n[metal $shapes $units] ;\n"
    }
    append text "END SPECIALNETS\nNETS 3 ;\n- n1 ( u1 Z ) ( u2 A ) + USE SIGNAL ;\n\
        - n2 ( u2 Z ) ( u3 A ) + USE SIGNAL ;\n- n3 ( u3 Z ) + USE SIGNAL ;\nEND NETS\n"
    return "${text}END DESIGN\n"
}

proc walk::def_a {moves {stripes {6 16}}} {
    set cells {
        u1 INV {1 0 N}     u2 BUF {8 2 FS}    u3 INV {14 4 N}  u4 INV {}
        u5 INV {14 8 N}    u6 BUF {17 8 N}    sw SWITCH {11 8 N}
        f1 FILL {5 0 N}    ram RAM {12 14 N}  off INV {2 18 N}
    }
    foreach {cell place} $moves {
        lset cells [expr {[lsearch -exact $cells $cell] + 2}] $place
    }
    set vdd {{rail 2 0 20} {rail 6 0 20} {rail 10 0 12}}
    set vss {{rail 0 0 20} {rail 4 0 20} {rail 8 0 20} {stripe 9 0 24}
        {via 9 0} {via 9 4} {via 9 8}}
    foreach x $stripes {
        lappend vdd "stripe $x 0 24"
        foreach y [expr {$x < 12 ? {2 6 10} : {2 6}}] {
            lappend vdd "via $x $y"
        }
    }
    return [def a 1000 24 $cells [list VDD VDD [lindex $stripes 0] 23.8 VDD_2 VDD \
        [lindex $stripes 1] 23.8 VSS VSS 9 23.8 VDDM VDDM 22 23.8 VDDX VDDX 2 23.8] [list \
        VDD POWER 1100 "( u1 VDD ) ( u2 VDD ) ( u3 VDD ) ( u4 VDD ) ( f1 VDD ) ( off VDD )\
            ( sw VIN ) ( PIN VDD )" $vdd \
        VSS GROUND "" "( * VSS ) ( PIN VSS )" $vss \
        VDDM POWER 900 "( ram VDDL ) ( PIN VDDM )" \
            {{stripe 22 0 24} {stripe 18 14 24} {rail 22 17 23} {via 22 22} {via 18 22}} \
        VDDS POWER "" "( u5 VDD ) ( u6 VDD ) ( sw VOUT )" {{rail 10 12.6 22}} \
        VDDX POWER 1000 "( PIN VDDX )" {{stripe 2 12 24}}]]
}

proc walk::def_c {} {
    return [def c 2000 16 {u1 INV {2 0 N} u2 INV {6 0 N} u3 BUF {9 2 FS} x/y[1] INV {1 2 FS}} \
        {VDD VDD 4 15.8} {
        VDD POWER "" "( * VDD ) ( PIN VDD )" {{rail 2 0 14} {stripe 4 0 16} {via 4 2}}
        VSS GROUND "" "( * VSS )" {{rail 0 0 14} {rail 4 0 14} {stripe 10 0 16} {via 10 0}
            {via 10 4}}}]
}

# SPICE networks. Sources of two voltages on one net; the same grid with other loads; a
# power and a ground net.
set walk::spice {
    two.sp {* V1 and V2 differ
V1 n1_m1_0_0 0 1.1
V2 n1_m1_8000_0 0 1.0
R1 n1_m1_0_0 n1_m1_4000_0 1
R2 n1_m1_4000_0 n1_m1_8000_0 3
R3 n1_m1_4000_0 n1_m1_4000_4000 2
I1 n1_m1_4000_4000 0 10m
.end
}
    rails.sp {* two rails
V0 n1_m1_0_0 0 1.1
V1 n1_m1_0_4000 0 1.1
R0 n1_m1_0_0 n1_m1_4000_0 2
R1 n1_m1_4000_0 n1_m1_8000_0 2
R2 n1_m1_0_4000 n1_m1_4000_4000 2
R3 n1_m1_4000_4000 n1_m1_8000_4000 2
I0 n1_m1_8000_0 0 1m
I1 n1_m1_4000_4000 0 2m
.end
}
    rails_loads.sp {* two rails, other loads
V0 n1_m1_0_0 0 1.1
V1 n1_m1_0_4000 0 1.1
R0 n1_m1_0_0 n1_m1_4000_0 2
R1 n1_m1_4000_0 n1_m1_8000_0 2
R2 n1_m1_0_4000 n1_m1_4000_4000 2
R3 n1_m1_4000_4000 n1_m1_8000_4000 2
I0 n1_m1_8000_0 0 3m
I1 n1_m1_8000_4000 0 1m
.end
}
    both.sp {* supply and ground
V1 n1_m1_0_0 0 1.8
R1 n1_m1_0_0 n1_m1_4000_0 1
R2 n1_m1_4000_0 n1_m1_8000_0 1
V2 n0_m1_0_4000 0 0
R4 n0_m1_0_4000 n0_m1_4000_4000 2
R5 n0_m1_4000_4000 n0_m1_8000_4000 2
I1 n1_m1_8000_0 n0_m1_8000_4000 10m
.end
}
    timed.sp {* two nets with capacitance, an inductor and currents in time
V1 n1_m1_0_0 0 1.0
R1 n1_m1_0_0 n1_m1_4000_0 20
R2 n1_m1_4000_0 n1_m1_8000_0 30
L1 n1_m1_8000_0 n1_m1_8000_4000 10p
C1 n1_m1_4000_0 0 0.5p
C2 n1_m1_8000_4000 0 0.2p
V2 n0_m1_0_4000 0 0
R4 n0_m1_0_4000 n0_m1_4000_4000 5
I1 n1_m1_4000_0 n0_m1_4000_4000 PULSE(0 2m 20p 10p 10p 30p 120p)
I2 n1_m1_8000_4000 0 PWL(0 1m 50p 1m 60p 3m 90p 0)
.tran 5p 200p
.end
}
    bad.sp {* not a number
R0 a b many
}
}

set walk::files {
    a.csv {instance,power_w
u1,1e-3
u2,2e-3
u3,0.5e-3
u5,1e-3
ram,5e-3
}
    b.csv {instance,power_w
u2,4e-3
nobody,1e-3
u3,3e-3
}
    bad.csv {instance,power_w
u1,much
}
    hot.csv {x0,y0,x1,y1,celsius
0,0,8,8,125
6,2,12,6,60
}
    cells.lib {library (l) { capacitive_load_unit (1, ff);
  cell (INV) { area : 4; pin (A) { direction : input; capacitance : 2; } } }
}
    timing.csv {instance,begin_ns,end_ns,slew_ns
u1,0.1,0.3,0.03
u2,0.2,0.4,0.05
u5,,,
nobody,0.1,0.2,0.02
}
    early.csv {instance,begin_ns,end_ns
u1,0.0,0.05
u3,0.0,0.05
}
    run.saif {(SAIFILE (SAIFVERSION "2.0") (DIRECTION "backward") (TIMESCALE 1 ns)
  (DURATION 100) (INSTANCE tb (INSTANCE dut (NET
    (n1 (T0 50) (T1 50) (TX 0) (TC 10) (IG 0))
    (n2 (T0 50) (T1 50) (TX 0) (TC 4) (IG 0))
    (n3 (T0 50) (T1 50) (TX 0) (TC 1) (IG 0))))))
}
    run.vcd {$timescale 1ns $end
$scope module tb $end
$scope module dut $end
$var wire 1 ! n1 $end
$var wire 1 " n2 $end
$var wire 1 # n3 $end
$upscope $end
$upscope $end
$enddefinitions $end
#0
0!
0"
0#
#10
1!
#20
0!
1"
#30
0"
1#
#32
0#
#34
1#
#40
0#
}
    one.pkg {.subckt package die board
R1 board m 30m
L1 m die 20p
C1 die 0 2p
.ends
}
    two.pkg {.subckt single die board
R1 board die 0.2
.ends
.subckt pair left right board
R1 board left 50m
L2 board right 10p
.ends
}
    vdd.vsrc {6,2,1,1.08
16,20,1,1.08
}
    plan.xml {<?xml version="1.0"?>
<irdrop-plan version="1">
  <net name="VDD"><stripes layer="metal2" width="0.4" pitch="8" offset="3" region="die"/></net>
</irdrop-plan>
}
    bad.xml {<?xml version="1.0"?>
<irdrop-plan version="1"><net/></irdrop-plan>
}
    rules.xml {<?xml version="1.0"?>
<irdrop-rules version="1">
  <limits net="VDD"><drop max="2%"/><unconnected-instances max="0"/></limits>
  <limits net="VSS"><drop max="30mV"/></limits>
  <limits net="VDD*"><effective-supply min="95%"/></limits>
</irdrop-rules>
}
}

proc walk::write_designs {folder} {
    variable spice
    variable files
    file mkdir $folder
    set a [def_a {}]
    set texts [dict create cells.lef [lef] a.def $a \
        a_swapped.def [def_a {u1 {14 4 N} u3 {1 0 N}}] \
        a_moved.def [def_a {u1 {3 0 N} u2 {13 2 FS} u3 {10 4 N}}] \
        a_unplaced.def [def_a {u2 {}}] b.def [def_a {} {4 18}] c.def [def_c] \
        bad.def [string range $a 0 700]]
    dict for {name text} [dict merge $texts $spice $files] {
        set channel [open [file join $folder $name] w]
        fconfigure $channel -translation lf
        puts -nonewline $channel $text
        close $channel
    }
    set channel [open [file join $folder more.lef] w]
    puts $channel "VERSION 5.8 ;\n[layer metal3 ROUTING HORIZONTAL 0.1]END LIBRARY"
    close $channel
}
