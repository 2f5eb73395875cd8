# SPDX-License-Identifier: BSD-3-Clause
# Random steps. Tcl's own generator gives the same numbers everywhere.
namespace eval walk {
    variable variables {} ;# that hold handles
}

proc walk::pick {list} {
    return [lindex $list [expr {int(rand() * [llength $list])}]]
}

proc walk::chance {share} {
    return [expr {rand() < $share}]
}

# One of weight value weight value ...
proc walk::weigh {pairs} {
    set sum 0
    foreach {weight value} $pairs {
        set sum [expr {$sum + $weight}]
    }
    set at [expr {rand() * $sum}]
    foreach {weight value} $pairs {
        set at [expr {$at - $weight}]
        if {$at < 0} {
            return $value
        }
    }
    return $value
}

# Words that are there with a chance each: share words share words ...
proc walk::maybe {args} {
    set words {}
    foreach {share one} $args {
        if {[chance $share]} {
            lappend words {*}$one
        }
    }
    return $words
}

proc walk::net {} {
    variable spice_mode
    return [weigh [expr {$spice_mode ? {8 POWER 4 GROUND 1 VDD} :
        {8 VDD 4 VSS 2 VDDM 2 VDDS 1 VDDX 1 nowhere}}]]
}

proc walk::handle {} {
    variable variables
    return [expr {$variables ne {} && [chance 0.8] ? "\$[pick $variables]" : "map9999"}]
}

proc walk::map_name {} {
    variable timed
    return [expr {[chance 0.4] ? [handle] : [weigh [list 3 predict 3 solve $timed dynamic \
        1 power_grid 1 cell_density 1 current 1 switching 1 area]]}]
}

proc walk::new_variable {} {
    variable variables
    set name m[expr {[llength $variables] + 1}]
    lappend variables $name
    return $name
}

proc walk::where {} {
    return [maybe 0.3 [list -size [pick {8 16 24 1}]] 0.2 [list -region [pick {die core
        {2 2 14 10} {0 0 9 9} {3 3 3 3}}]] 0.3 [list -net [net]]]
}

# The network of one command.
proc walk::like {} {
    return [maybe 0.06 [list -like [pick {drawn pdnsim}]]]
}

proc walk::limits {} {
    return [maybe 0.4 {-rules rules.xml} 0.4 [list -max_drop [pick {5% 10mV 0.02 x}]] \
        0.2 {-max_hotspots 1} 0.2 {-max_hot_area 2%} 0.2 {-max_unconnected 0} \
        0.2 {-min_effective_supply 90%} 0.2 {-max_relative_drop 0.9} \
        0.1 {-no_default_sources} 1 {-today 2026-01-01}]
}

proc walk::lay_out {} {
    return [maybe 0.4 [list -net [net]] 0.3 [list -size [pick {8 13}]] 0.3 [list -pitch \
        [pick {1 2.5}]] 0.2 [list -region [pick {core {2 2 14 10}}]] 0.2 {-convention iccad23}]
}

proc walk::setter {} {
    variable timed
    # Where time is looked at mostly, what matters there alone.
    set timely {4 set_package 3 read_timing 2 set_decap 2 set_clock 1 read_liberty
        1 read_activity}
    set all {6 read_def 3 read_spice 1 read_lef 5 set_supply 6 set_power 4 read_power
        2 read_activity 4 set_layer_rc 4 set_sources 2 add_stripes 1 widen_stripes 1 add_vias
        1 add_sources 1 read_plan
        2 clear_plan 4 load_model 4 set_temperature 2 set_decap 1 read_liberty
        4 set_clock 2 set_package 2 read_timing 1 set_network 1 set_switch 1 set_corner
        0.5 clear_power 1 scale_power 1 remove_stripes 0.3 reset}
    return [set_one [weigh [expr {[chance [expr {$timed / 50.0}]] ? $timely : $all}]]]
}

proc walk::set_one {command} {
    variable spice_mode
    variable moves
    switch $command {
        read_def {
            set spice_mode 0
            return [list read_def [weigh [expr {$moves ?
                {4 a.def 4 a_moved.def 3 a_swapped.def 2 a_unplaced.def 1 b.def 0.5 bad.def} :
                {6 a.def 4 b.def 3 c.def 1 bad.def 0.5 no_such.def}}]]]
        }
        read_spice {
            set spice_mode [chance 0.9]
            return [concat read_spice [maybe 0.1 {-units 1000}] [weigh {3 two.sp 4 rails.sp
                4 rails_loads.sp 4 both.sp 4 timed.sp 1 bad.sp}]]
        }
        read_lef { return [list read_lef [pick {more.lef cells.lef}]] }
        set_supply { return [list set_supply -net [net] -voltage [pick {1.1 0.9 850mV 0.05 -1}]] }
        set_power { return [list set_power -total [pick {10mW 3mW 0 1e-2 -1}]] }
        read_power { return [list read_power [weigh {4 a.csv 3 b.csv 1 bad.csv}]] }
        read_activity {
            return [concat read_activity [weigh {4 run.saif 3 run.vcd
                3 {run.vcd -window 10} 3 -clear 1 {run.saif -window 10}}]]
        }
        set_layer_rc {
            return [concat set_layer_rc [weigh {3 {-layer metal1} 3 {-layer metal2}
                3 {-via via1} 0.5 {-layer nowhere}}] -units ohm -resistance [pick {1 0.3 7 0}]]
        }
        set_sources {
            return [concat set_sources -net [net] [weigh {4 {-type auto} 2 {-type full}
                2 {-type straps} 2 {-type bumps -pitch 6 -size 1} 1 {-type switches -resistance 3}
                3 {-type auto -resistance 2} 2 {-file vdd.vsrc}}]]
        }
        add_stripes {
            return [concat add_stripes -net [pick {VDD VSS VDDM}] [weigh {3 {-layer metal2
                -width 0.4 -pitch 6} 2 {-layer metal2 -width 0.4 -offset 12 -region die}
                1 -followpins 1 {-layer metal2 -width 0.4 -offset 900}}]]
        }
        widen_stripes {
            return [concat widen_stripes -net [pick {VDD VSS}] [weigh {3 {-layer metal2
                -width 0.8} 2 {-layer metal2 -width 1.2 -offset 8 -region die}
                1 {-layer metal1 -width 0.5} 1 {-layer metal2 -width 0.01}}]]
        }
        add_vias {
            return [concat add_vias -net [pick {VDD VSS}] [weigh {3 {-layer metal1}
                2 {-layer metal1 -upper metal2} 1 {-layer metal2 -upper metal1}}]]
        }
        add_sources {
            return [concat add_sources -net [pick {VDD VSS}] [weigh {2 {-at {6 2 1}}
                2 {-pitch 10 -size 1}}]]
        }
        set_temperature {
            return [concat set_temperature [weigh {4 {-celsius 125} 2 {-celsius -40}
                2 {-celsius 25} 2 {-celsius 85 -map hot.csv} 2 {-layer metal* -metal aluminium}
                1 {-layer via1 -coefficient 0.2} 1 -clear 0.5 {-celsius 900}
                0.5 {-celsius 85 -map a.csv}}]]
        }
        set_decap {
            return [concat set_decap -cell [pick {INV* RAM FILL DCAP DCAP nobody}] -capacitance \
                [pick {5 40 0 -1}] [maybe 0.3 {-resistance 20}]]
        }
        read_liberty { return [list read_liberty [pick {cells.lib bad.csv}]] }
        set_clock {
            return [concat set_clock -period [weigh {6 1 3 0.5 1 5 1 0}] \
                [maybe 0.15 [list -net [pick {n1 nowhere}]] 0.2 [list -stage [pick {30 0}]]]]
        }
        set_package {
            return [concat set_package -net [net] [weigh {3 {-inductance 50}
                2 {-resistance 0.5 -capacitance 2} 2 {-inductance 20 -resistance 1 -total}
                2 -none 1 {-inductance -1} 2 {-file one.pkg} 1 {-file two.pkg -subckt single}
                1 {-file two.pkg -subckt pair} 0.5 {-file two.pkg} 0.3 {-file a.csv}}]]
        }
        read_timing {
            return [concat read_timing [weigh {4 timing.csv 3 early.csv 2 -clear 1 a.csv}]]
        }
        set_network { return [list set_network -like [pick {drawn pdnsim}]] }
        set_switch {
            return [concat set_switch -cell [weigh {6 SWITCH 1 INV 1 nobody}] [weigh {
                2 {-resistance 2} 1 {-resistance 0} 1 -none}]]
        }
        set_corner { return [list set_corner [pick {slow fast}]] }
        clear_power { return clear_power }
        scale_power {
            return [concat scale_power [weigh {4 {-region {2 2 14 10} -factor 3} 2 {-region {0 0
                6 5} -factor 0} 2 -clear 0.3 {-region {0 0 6 5} -factor -1} 0.3 -factor 2}]]
        }
        remove_stripes {
            return [concat remove_stripes -net [pick {VDD VSS VDDM}] [weigh {3 {-layer metal2}
                2 {-layer metal2 -offset 3} 1 {-layer metal1} 1 {-layer metal2 -region {0 0 6 12}}
                0.5 {-layer nowhere}}]]
        }
        read_plan { return [concat read_plan [maybe 0.3 -replace] [weigh {4 plan.xml 1 bad.xml}]] }
        clear_plan { return [concat clear_plan [maybe 0.3 {-net VDD}]] }
        load_model { return [list load_model -embedded [weigh {4 pdn 3 pdn3 3 paper 0.5 none}]] }
        reset { return reset }
    }
}

proc walk::solve_step {} {
    set nets [list [net]]
    while {[chance 0.5] && [llength $nets] < 4} {
        lappend nets [net]
    }
    return [concat solve [weigh [list 3 {} 4 [list -net [lindex $nets 0]] \
        4 [list -nets $nets] 0.1 {-nets {}}]] [maybe 0.15 -exact \
        0.3 [list -reuse [pick {auto none placement}]] \
        0.25 [list -method [pick {direct single multigrid auto}]]] [corners 0.2] [maybe \
        0.1 [list -resistance [pick {u1 {u2 u3} nobody}]]]]
}

# Drops in time. Few cycles and large steps: cheap.
proc walk::dynamic_step {} {
    variable spice_mode
    variable lately
    set words [concat solve -dynamic [maybe 0.2 [list -refine [pick {1 2}]] \
        0.1 [list -method [pick {direct single}]]]]
    if {$spice_mode != [chance 0.05]} {
        return [concat $words [maybe 0.3 [list -step [pick {2 10 0}]] 0.5 [list -stop \
            [pick {100 300 1}]]]]
    }
    if {[llength $lately] && [chance 0.4]} {
        return [another_option $lately]
    }
    return [set lately [concat $words [weigh [list 3 {} 5 [list -net [net]] 5 {-nets {VDD VSS}} \
        1 {-nets {VSS VDD}} 1 {-nets {VDDM VSS}} 0.5 {-nets {VDD VDDM}}]] \
        [maybe 0.9 [list -cycles [pick {1 2 3}]]] [weigh {6 {-step 20} 3 {-step 50} 2 -fast
        1 {} 0.5 {-step 50 -fast} 0.5 {-step 900}}] \
        [weigh {5 {} 3 {-seed 1} 2 {-seed 2 -scenarios 2} 2 {-scenarios 3} 2 -worst
        1 {-scenarios 12 -chosen 8} 0.3 {-scenarios 9 -chosen 2}
        0.5 {-worst -seed 1}}] [maybe 0.1 -vectorless 0.2 [list -from \
        [pick {0 0.01 1 9 19 33}]]]]]
}

proc walk::ranking_step {} {
    return [concat rank_cycles [weigh [list 3 {} 5 [list -net [net]] 5 {-nets {VDD VSS}} \
        0.5 {-nets {VDD VDDM}}]] [maybe 0.8 [list -cycles [pick {1 2 5 9 12}]] \
        0.8 [list -top [pick {1 2 4}]] 0.6 [list -samples [pick {0 1 5}]]] \
        [weigh {6 {-step 20} 3 {-step 50} 2 -fast 0.5 {-step 50 -fast}}] \
        [maybe 0.2 {-seed 3} 0.3 -vectorless 0.2 [list -from [pick {0 0.01 1 9}]] \
        0.1 {-clock clk}]]
}

# The same with one option more, or with one of these that it has otherwise.
proc walk::another_option {words} {
    lassign [pick {{-refine 1} {-refine 2} {-seed 1} {-seed 3} {-scenarios 2} {-cycles 1}
        {-cycles 2} {-step 20} {-step 25} {-method single} {-net VSS} -worst -fast
        -vectorless}] name value
    set at [lsearch -exact $words $name]
    if {$value eq ""} {
        return [expr {$at < 0 ? [concat $words $name] : [lreplace $words $at $at]}]
    }
    return [concat [expr {$at < 0 ? $words : [lreplace $words $at $at+1]}] $name $value]
}

proc walk::waveform_step {} {
    return [concat waveform [weigh [list 5 [list -instance [pick {u1 u2 u3 u5 ram nobody}]] \
        2 [list -source [pick {0 1 7}]] 3 [list -node [pick {Node_metal1_2000_2000
        Node_metal2_6000_6000 n1_m1_4000_0 nowhere}]] 0.3 {}]] [maybe 0.3 [list -net [net]] \
        0.3 [list -file [pick {@w.csv @w.vcd @w.raw @w.txt}]]]]
}

# A question with the variable that takes its handle, or nothing.
proc walk::question {} {
    variable timed
    switch [weigh [list $timed dynamic 48 static]] {
        dynamic { return [timed_question] }
        static { return [static_question] }
    }
}

proc walk::timed_question {} {
    switch [weigh {10 solve 5 report_dynamic 5 waveform 3 write_spice 4 write_map 2 drop_map
        3 look 2 suggest_decaps 2 write_derates 3 rank_cycles}] {
        rank_cycles { return [concat [list ""] [ranking_step] [like]] }
        solve { return [concat [list ""] [dynamic_step] [like]] }
        report_dynamic { return [concat {"" report_dynamic} [like]] }
        suggest_decaps {
            return [concat {"" suggest_decaps} [maybe 0.97 [list -target [weigh {3 5% 3 30mV
                2 1mV 1 99% 0.3 0mV 0.3 5}]]] [maybe 0.3 {-def @swaps.def} \
                0.2 {-tcl @swaps.tcl} 0.1 {-fillers FI*} 0.1 {-cells D*}] [like]]
        }
        write_derates {
            return [concat {"" write_derates -of dynamic @derates.tcl} [maybe 0.3 \
                {-paths both} 0.2 {-alpha 2 -vth 0.2}] [like]]
        }
        waveform { return [concat [list ""] [waveform_step] [like]] }
        write_spice { return [concat {"" write_spice -dynamic @circuit.sp} [like]] }
        write_map {
            return [concat {"" write_map -of dynamic @map.csv} [weigh {2 {} 4 {-frames 3}
                1 {-frames 1} 0.3 {-frames 0} 3 {-at 0} 3 {-at 0.31} 1 {-at 1.5} 0.5 {-at 900}
                0.5 {-at -1} 0.3 {-at 0.2 -frames 2}}] [time_lay_out] [like]]
        }
        drop_map { return [concat [list [new_variable] drop_map -of dynamic] [lay_out] [like]] }
        look {
            return [concat [list ""] [pick {hotspots report_hotspots check report_check
                {write_report -format json @report}}] {-of dynamic} [maybe 0.6 [list -net [net]]] [maybe 0.1 {-size 8}] [like]]
        }
    }
}

# As many values as a walk has time for.
proc walk::time_lay_out {} {
    return [concat [weigh {8 {-size 8} 3 {-pitch 4} 1 {-region core -size 6}
        0.3 {-convention iccad23 -pitch 4}}] [maybe 0.5 [list -net [net]]]]
}

# Corners of solve and of gates.
proc walk::corners {share} {
    return [maybe $share [list -corners [pick {{slow {power 1.2 resistance 1.1 supply 0.9}}
        {a {power 2} b {supply 1.1}} {a {power 0}} odd}]]]
}

proc walk::static_question {} {
    switch [weigh {4 rasterize 8 predict 10 solve 4 prediction_info 2 report_prediction
        5 hotspots 2 report_hotspots 4 check 2 report_check 4 write_report 3 drop_map
        3 compare 3 map_get 2 map_info 2 report_irdrop 3 explain 1 report_explain 3 instance_voltages
        2 segment_currents 2 uniform_drop 2 check_grid 1 write_spice 1 layer_rc
        1 write_derates 1 suggest_spread
        1 design_info 1 grid_info 1 plan_info 1 model_info 1 map_delete 1 show 2 write_map
        1 report_layer_rc 2 capacitance 1 report_uniform_drop 1 report_check_grid 0.5 write_plan 1 suggest}] {
        rasterize {
            return [concat [list [new_variable] rasterize] [where] \
                [maybe 0.1 [list -window [pick {0 2 9}]]] [like]]
        }
        predict {
            return [concat [list [new_variable] predict] [weigh [list 6 [where] 2 -update \
                1 {-pitch 2} 1 [list -pitch 1.5 -region core]]] [maybe 0.1 -verify \
                0.05 -calibrate] [like]]
        }
        solve { return [concat [list ""] [solve_step] [like]] }
        prediction_info { return {"" prediction_info} }
        report_prediction { return {"" report_prediction} }
        hotspots - report_hotspots {
            return [concat [list "" [pick {hotspots report_hotspots}]] [expr {[chance 0.5] ?
                [list -of [map_name]] : [where]}] [maybe 0.5 [list -threshold [pick {0.001
                0.01 0.5 -1}]] 0.3 {-max 1} 0.3 {-top 2}] [like]]
        }
        check - report_check {
            return [concat [list "" [pick {check report_check}]] [expr {[chance 0.5] ?
                [list -of [map_name]] : [where]}] [limits] [corners 0.25] [like]]
        }
        write_report {
            # Not html: a page shows what else was solved, too. What it reports is that of json.
            set format [pick {text json csv lyrdb markers drc junit heatmap metrics
                voltages em}]
            return [concat [list "" write_report -format $format @report] \
                [expr {$format ni {voltages em} && [chance 0.4] ? [list -of [map_name]] :
                    [where]}] [limits] [like]]
        }
        drop_map {
            return [concat [list [new_variable] drop_map] [maybe 0.3 {-of predict} \
                0.03 {-of dynamic}] [lay_out] [like]]
        }
        write_map {
            return [concat [list "" write_map @map.csv] [maybe 0.6 [list -of [map_name]]] \
                [maybe 0.3 {-size 8}]]
        }
        compare {
            return [concat [list "" compare] [maybe 0.4 [list -by [pick {instance node}]]] [like] \
                [list [map_name] [map_name]]]
        }
        map_get { return [list "" map get [map_name]] }
        map_info { return [list "" map info [map_name]] }
        map_delete { return [list "" map delete [handle]] }
        show { return [list "" show -width 8 -color never [map_name]] }
        report_irdrop {
            return [concat {"" report_irdrop} [maybe 0.5 [list -net [net]] 0.2 \
                [list -nets [list [net] [net]]]] [like]]
        }
        explain - report_explain {
            if {[chance 0.2]} { ;# as text, for its maps have handles
                return [concat {"" report_explain -of predict} [maybe 0.5 [list -net [net]] \
                    0.4 [list -at [pick {1 {3 3} {-1 0}}]]] [like]]
            }
            return [concat [list "" [pick {explain report_explain}]] \
                [maybe 0.5 [list -net [net]] 0.4 [list -at [pick {1 2 u1 u2 {3 3} {-1 0} x}]] \
                0.3 {-top 2}] [like]]
        }
        instance_voltages - segment_currents {
            return [concat [list "" [pick {instance_voltages segment_currents}]] \
                [maybe 0.5 [list -net [net]]] [like]]
        }
        uniform_drop - report_uniform_drop {
            return [concat [list "" [pick {uniform_drop report_uniform_drop}]] \
                [maybe 0.4 [list -net [net]] 0.3 {-total 5mW}]]
        }
        suggest {
            return [concat [list "" suggest -net [net] -steps 1] [maybe 0.3 [list -target \
                [pick {3% 10mV 0mV x}]] 0.2 {-budget_um2 5} 0.2 [list -allow [pick {stripes
                {vias widen} paint}]] 0.2 [list -layers [pick {metal2 nowhere}]] 0.2 -whole] \
                [like]]
        }
        check_grid - report_check_grid {
            return [concat [list "" [pick {check_grid report_check_grid}]] \
                [maybe 0.4 [list -net [net]]]]
        }
        write_spice {
            return [concat {"" write_spice @grid.sp} [maybe 0.5 [list -net [net]]] [like]]
        }
        write_plan { return {"" write_plan @plan.xml} }
        write_derates {
            return [concat {"" write_derates @derates.tcl} [weigh {2 {} 2 {-nets VDD}
                2 {-nets {VDD VSS}} 0.5 {-nets {VSS VDD}}}] [maybe 0.2 {-vth 2} \
                0.2 {-paths early}] [like]]
        }
        suggest_spread {
            return [concat {"" suggest_spread} [maybe 0.5 [list -net [net]]] [list -target \
                [pick {1% 5mV 0.1mV 0mV}]] [maybe 0.3 {-used 50} 0.2 {-steps 1} \
                0.2 {-tcl @spread.tcl -form both}] [like]]
        }
        layer_rc { return {"" layer_rc} }
        report_layer_rc { return {"" report_layer_rc} }
        capacitance {
            return [concat [list "" [pick {capacitance report_capacitance}]] [weigh {2 {}
                2 {-nets VDD} 2 {-nets {VDD VSS}} 1 {-nets VSS} 0.5 {-nets {VSS VDD}}}]]
        }
        design_info { return {"" design_info} }
        grid_info { return [concat [list "" grid_info] [maybe 0.7 [list -net [net]]]] }
        plan_info { return {"" plan_info} }
        model_info { return {"" model_info} }
    }
}

# A sequence: mostly a design first, then setters and questions.
proc walk::sequence {seed length} {
    variable spice_mode 0
    variable moves
    variable timed
    variable lately {}
    variable variables {}
    expr {srand($seed)}
    set moves [chance 0.3]
    set timed [weigh {2 0.3 1 6 1 30}]
    set steps {}
    if {[chance 0.95]} {
        lappend steps {"" read_lef cells.lef} {"" read_def a.def}
    }
    if {$timed > 1 && [chance 0.95]} {
        lappend steps {"" set_clock -period 1}
    }
    while {[llength $steps] < $length} {
        lappend steps [expr {[chance 0.25] ? [concat [list ""] [setter]] : [question]}]
    }
    return $steps
}
