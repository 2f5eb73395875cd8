# SPDX-License-Identifier: BSD-3-Clause
# The gate as a program, irdrop-gate: reads a design, holds it against limits, ends with
# the code of the verdict. Options may stand in any order; what is read first is decided
# here. --help prints the table below.

namespace eval ::irdrop::gate::program {
    # Name, value, how often (one, many: each time with one value, list: all words up to the
    # next option), what. Those of a corner may stand behind -corner and are of it alone.
    variable options {
        input {
            -lef {FILE ...} list {technology and cells, plain or .gz}
            -def FILE one {the placed design, with its power grid or before it has one}
            -spice FILE one {a power grid as SPICE netlist, in the place of -lef and -def}
            -plan FILE many {a planned power grid, as irdrop_plan.rng has it}
            -model NAME|FILE one {what predicts, instead of an exact\
                solution: pdn, pdn3, paper, or a weight file}
            -net {NET ...} list {nets to judge; without it those that the rules name, else\
                the power net that feeds most cells}
        }
        corner {
            -supply {NET=V ...} list {voltages: VDD=1.1 VSS=0}
            -power FILE one {power of each instance: report_power -instances, or CSV}
            -total W one {power of the whole design, spread by cell area: 25mW}
            -activity FILE one {switching activity, SAIF or VCD}
            -scope NAME one {where the design stands in the activity file: tb/dut}
            -rc {FILE ...} list {layer resistances: a setRC.tcl with set_layer_rc commands}
            -rc_units ohm|kohm one {unit of their resistances, where they do not say it}
            -liberty FILE one {Liberty whose units -rc has, in the place of -rc_units}
            -sources {NET=WHERE ...} list {where the supply comes in: VDD=pads.loc, a file of\
                x,y,size,voltage; or pins, pads, bumps, straps, full, switches}
        }
        output {
            -report {[FORMAT=]FILE ...} list {what write_report writes, the format by the\
                extension or before the name: markers=spots.json}
            -junit FILE one {the same as -report junit=FILE}
        }
    }
}

# Rows of the table as name value kind help, of some of its parts.
proc ::irdrop::gate::program::rows {args} {
    variable options
    set rows {}
    foreach part $args {
        foreach {name value kind help} [dict get $options $part] {
            lappend rows [list $name $value $kind $help]
        }
    }
    return $rows
}

# The options of irdrop::check but those that are the program's own.
proc ::irdrop::gate::program::check_rows {} {
    set own [lmap row [rows input corner output] {lindex $row 0}]
    set rows {}
    foreach option [dict get [lindex [::irdrop::command_info check] 0] options] {
        dict with option {
            if {$name ni $own && $name ne "-nets"} {
                lappend rows [list $name $value [expr {$type eq "flag" ? "flag" : "one"}] $help]
            }
        }
    }
    return $rows
}

proc ::irdrop::gate::program::help_rows {rows} {
    return [join [lmap row $rows {
        lassign $row name value kind help
        string cat "  $name $value" \n [::irdrop::internal::wrap $help "        "]
    }] \n]
}

proc ::irdrop::gate::program::usage {} {
    return [join [list \
        "usage: irdrop-gate -lef FILE ... -def FILE -supply NET=V ... -power FILE\
            (-rules FILE | -max_drop 5% | ...)" "" \
        "Holds the IR drop of a placed design against limits." "" \
        "  exit code 0: every limit was judged and holds" \
        "            1: at least one is violated where no waiver covers it" \
        "            2: none is violated, but at least one could not be judged" "" \
        "Options, in any order (--lef and -lef=FILE will do, too):" "" \
        [help_rows [rows input]] "" \
        "Of the case to judge; behind -corner NAME of that corner alone, and each corner is" \
        "judged, its name in every message, its reports as FILE.NAME.EXTENSION:" "" \
        [help_rows [rows corner]] \
        "  -corner NAME" "        begins what is said of this corner" "" \
        "Limits, as for irdrop::check:" "" \
        [help_rows [check_rows]] "" \
        "Output:" "" \
        [help_rows [rows output]] \
        "  --help, --version" ""] \n]
}

# The row of an option that a word names, in full or by its unambiguous beginning.
proc ::irdrop::gate::program::find_row {word} {
    set rows [concat [rows input corner output] [check_rows] [list {-corner NAME one {}}]]
    set found [lsearch -all -inline -index 0 -exact $rows $word]
    if {[llength $found] == 0} {
        set found [lsearch -all -inline -index 0 -glob $rows [string map {* \\* ? \\?} $word]*]
    }
    if {[llength $found] != 1} {
        set names [lmap row $found {lindex $row 0}]
        error [expr {[llength $found] > 1
            ? "option $word could be [join $names {, }]"
            : "there is no option $word; irdrop-gate --help lists them"}]
    }
    return [lindex $found 0]
}

# -x, --x, --x=value: the words as options and values.
proc ::irdrop::gate::program::normalise {words} {
    set plain {}
    foreach word $words {
        if {[regexp -- {^--?([a-z_]+)=(.*)$} $word -> name value]} {
            lappend plain -$name $value
        } elseif {[regexp -- {^--([a-z_]+)$} $word -> name]} {
            lappend plain -$name
        } else {
            lappend plain $word
        }
    }
    return $plain
}

# What the words say: a dict with common, a dict of values by option, and corners, the same
# by the name of the corner.
proc ::irdrop::gate::program::parse {words} {
    set said [dict create common {} corners {}]
    set place common
    set corner_names [lmap row [rows corner] {lindex $row 0}]
    set words [normalise $words]
    while {[llength $words] > 0} {
        set words [lassign $words word]
        if {![string match -* $word]} {
            error "\"$word\" stands behind no option; irdrop-gate --help lists them"
        }
        lassign [find_row $word] name value kind
        set values {}
        set most [dict get {flag 0 one 1 many 1 list 1000000} $kind]
        while {[llength $values] < $most && [llength $words] > 0 &&
                ![regexp -- {^-[a-z]} [lindex $words 0]]} {
            set words [lassign $words next]
            lappend values $next
        }
        if {$kind eq "flag"} {
            set values 1
        } elseif {[llength $values] == 0} {
            error "option $name has no value; give $value behind it"
        }
        if {$name eq "-corner"} {
            set place [list corners [lindex $values 0]]
            dict set said {*}$place {}
            continue
        }
        set to [expr {$name in $corner_names ? $place : "common"}]
        set there {}
        if {[dict exists $said {*}$to $name]} {
            set there [dict get $said {*}$to $name]
        }
        if {$kind in {one flag} && [llength $there] > 0} {
            error "option $name is given twice"
        }
        dict set said {*}$to $name [concat $there $values]
    }
    return $said
}

# NAME=VALUE in two.
proc ::irdrop::gate::program::pair {option word example} {
    if {![regexp {^(.+)=([^=]+)$} $word -> name value]} {
        error "$option cannot be \"$word\"; give $example"
    }
    return [list $name $value]
}

proc ::irdrop::gate::program::get {said option} {
    return [expr {[dict exists $said $option] ? [dict get $said $option] : {}}]
}

# Read the design and what does not change from corner to corner.
proc ::irdrop::gate::program::read_design {said} {
    set spice [get $said -spice]
    if {([llength $spice] > 0) == ([llength [get $said -def]] > 0)} {
        error "give the design: -lef FILE ... and -def FILE, or -spice FILE"
    }
    if {[llength $spice] > 0} {
        ::irdrop::read_spice [lindex $spice 0]
    } else {
        if {[llength [get $said -lef]] == 0} {
            error "give the technology and the cells: -lef FILE ..."
        }
        ::irdrop::read_lef {*}[get $said -lef]
        ::irdrop::read_def [lindex [get $said -def] 0]
    }
    foreach plan [get $said -plan] {
        ::irdrop::read_plan $plan
    }
    foreach model [get $said -model] {
        ::irdrop::gate::use_model $model
    }
}

proc ::irdrop::gate::program::set_case {said} {
    set units {}
    foreach {option theirs} {-rc_units -units -liberty -liberty} {
        if {[llength [get $said $option]] > 0} {
            lappend units $theirs [lindex [get $said $option] 0]
        }
    }
    foreach file [get $said -rc] {
        ::irdrop::source_rc $file {*}$units
    }
    foreach word [get $said -supply] {
        lassign [pair -supply $word "NET=VOLTAGE, such as VDD=1.1"] net voltage
        ::irdrop::set_supply -net $net -voltage $voltage
    }
    foreach total [get $said -total] {
        ::irdrop::set_power -total $total
    }
    foreach file [get $said -power] {
        ::irdrop::read_power $file
    }
    foreach file [get $said -activity] {
        set scope [get $said -scope]
        ::irdrop::read_activity $file {*}[expr {
            [llength $scope] > 0 ? [list -scope [lindex $scope 0]] : {}}]
    }
    foreach word [get $said -sources] {
        lassign [pair -sources $word "NET=FILE or NET=bumps"] net where
        set how [expr {$where in {pins pads bumps straps full switches} ? "-type" : "-file"}]
        ::irdrop::set_sources -net $net $how $where
    }
}

# Options of irdrop::check, and the nets solved that it is to judge.
proc ::irdrop::gate::program::check_options {said} {
    set arguments {}
    foreach row [check_rows] {
        lassign $row name value kind
        if {[dict exists $said $name]} {
            lappend arguments $name {*}[expr {$kind eq "flag" ? {} : [dict get $said $name]}]
        }
    }
    set nets [get $said -net]
    set of [get $said -of]
    if {$of eq "" && [dict exists $said -model]} {
        set of predict
        lappend arguments -of $of
    }
    if {[llength $nets] == 1} {
        lappend arguments -net [lindex $nets 0]
    } elseif {[llength $nets] > 0 && $of eq "predict"} {
        error "of a prediction one net is judged at a time; give -net once, or rules that\
            name the nets"
    } elseif {[llength $nets] > 0} {
        ::irdrop::solve -nets $nets
    }
    return $arguments
}

# The reports asked for: path and format ("" for that of the extension) in turn.
proc ::irdrop::gate::program::reports {said corner} {
    set formats {}
    foreach option [dict get [lindex [::irdrop::command_info write_report] 0] options] {
        if {[dict get $option name] eq "-format"} {
            set formats [dict get $option choices]
        }
    }
    set words [concat [get $said -report] [lmap file [get $said -junit] {string cat junit= $file}]]
    return [concat {*}[lmap word $words {
        set format ""
        if {[regexp {^([a-z]+)=(.+)$} $word -> name rest] && $name in $formats} {
            set format $name
            set word $rest
        }
        if {$corner ne ""} {
            set word [file rootname $word].$corner[file extension $word]
        }
        list $word $format
    }]]
}

# The same of a command line that is wrong somewhere: CI is told of that, too.
proc ::irdrop::gate::program::guess_reports {words} {
    set said {}
    set words [normalise $words]
    foreach option {-report -junit} {
        foreach at [lsearch -all -exact $words $option] {
            dict lappend said $option {*}[lrange $words $at+1 $at+1]
        }
    }
    return [reports $said ""]
}

proc ::irdrop::gate::program::xml {text} {
    return [string map {& &amp; < &lt; > &gt; \" &quot; \n { }} $text]
}

# A JUnit file that says why nothing was judged, so that CI shows it.
proc ::irdrop::gate::program::write_unjudged {path message} {
    set text [xml $message]
    set day [clock format [clock seconds] -format %Y-%m-%dT%H:%M:%S -gmt 1]
    set channel [open $path w]
    puts $channel "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites>
  <testsuite name=\"irdrop\" package=\"irdrop\" id=\"0\" timestamp=\"$day\" hostname=\"localhost\"\
 tests=\"1\" failures=\"0\" errors=\"1\" time=\"0\">
    <properties/>
    <testcase classname=\"irdrop\" name=\"gate\" time=\"0\">
      <error message=\"$text\" type=\"unjudged\">$text</error>
    </testcase>
    <system-out/>
    <system-err/>
  </testsuite>
</testsuites>"
    close $channel
}

proc ::irdrop::gate::program::is_junit {path format} {
    return [expr {$format eq "junit" || ($format eq "" && [file extension $path] eq ".xml")}]
}

# Nothing was judged: told on the screen and in the JUnit files asked for. The code, 2.
proc ::irdrop::gate::program::fail {message reports} {
    set id IRD-0931
    regexp {^(IRD-\d+):? ?(.*)$} $message -> id message
    ::irdrop::gate::say ERROR $id "The gate could not judge: $message"
    foreach {path format} $reports {
        if {[is_junit $path $format] &&
                [catch {write_unjudged $path "$id: $message"} problem]} {
            ::irdrop::gate::say ERROR IRD-0931 "No report of that: $problem"
        }
    }
    return 2
}

proc ::irdrop::gate::program::allows_implausible {said} {
    return [expr {[get $said -allow_implausible] in {true 1}}]
}

# The corner before this one whose worst drops are the same, or nothing; the figures of this
# one are kept.
proc ::irdrop::gate::program::find_same {corner figures} {
    variable drops
    set mine [lsort [lmap {name value} $figures {
        if {![regexp {drop__worst__net:(.*)__corner} $name -> net] || $value == 0} {
            continue
        }
        list $net $value
    }]]
    set found [lmap {other theirs} $drops {
        if {$theirs ne $mine} {
            continue
        }
        set other
    }]
    lappend drops $corner $mine
    return [expr {[llength $mine] > 0 ? [lindex $found 0] : ""}]
}

# Judge one case, the settings of which are made, and write its reports.
proc ::irdrop::gate::program::judge {said reports corner} {
    set arguments [check_options $said]
    set code [::irdrop::gate::run {*}$arguments]
    if {$corner ne "" && ![allows_implausible $said] &&
            [set same [find_same $corner $::irdrop::gate::figures]] ne ""} {
        ::irdrop::gate::say ERROR IRD-0950 "Corner $corner changes nothing: its drops are\
            those of corner $same; give each its own power, voltage or resistances, or\
            -allow_implausible true"
        set code [worse $code 2]
    }
    foreach {path format} $reports {
        set words [expr {$format eq "" ? {} : [list -format $format]}]
        if {[catch {::irdrop::write_report $path {*}$words {*}$arguments} message]} {
            set code [fail $message [list $path $format]]
        }
    }
    return $code
}

# Violated before not judged before passed.
proc ::irdrop::gate::program::worse {a b} {
    return [expr {1 in [list $a $b] ? 1 : max($a, $b)}]
}

# Read what is common and what is of the corner, "" where there are none, and judge it. A
# corner begins anew: nothing of the one before it stays.
proc ::irdrop::gate::program::judge_corner {said corner} {
    set common [dict get $said common]
    set reports [reports $common $corner]
    if {[catch {
        ::irdrop::reset
        read_design $common
        set_case $common
        if {$corner ne ""} {
            ::irdrop::host::print "irdrop gate: corner $corner\n"
            ::irdrop::set_corner $corner
            set_case [dict get $said corners $corner]
        }
        judge $common $reports $corner
    } code]} {
        return [fail $code $reports]
    }
    return $code
}

# Read and judge what the command line says; the exit code.
proc ::irdrop::gate::program::main {words} {
    if {[llength $words] == 0 || "--help" in $words || "-help" in $words || "-h" in $words} {
        puts [usage]
        return [expr {[llength $words] == 0 ? 2 : 0}]
    }
    if {"--version" in $words || "-version" in $words} {
        puts "irdrop [::irdrop::version]"
        return 0
    }
    if {[catch {parse $words} said]} {
        return [fail $said [guess_reports $words]]
    }
    set corners [dict keys [dict get $said corners]]
    if {[llength $corners] == 0} {
        set corners {{}}
    }
    set code 0
    variable drops {}
    foreach corner $corners {
        set code [worse $code [judge_corner $said $corner]]
    }
    return $code
}
