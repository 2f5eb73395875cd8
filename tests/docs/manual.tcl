# SPDX-License-Identifier: BSD-3-Clause
# The man page, the help and the tables of the module say the same, and the messages are
# those of messages.def. Pages are held against them by named_commands.tcl.
#     tclsh manual.tcl irdrop.n messages.def
package require irdrop

set failures 0
proc complain {text} {
    puts $text
    incr ::failures
}

proc read_text {path} {
    set channel [open $path]
    set text [read $channel]
    close $channel
    return $text
}

# Words of roff as a reader sees them, without requests, fonts and escapes.
proc plain {roff} {
    set text [regsub -all -line {^\.(?:TP|PP|SH|SS|B)\M *} $roff ""]
    set text [regsub -all {\\f[BIR]|\\&} $text ""]
    return [words [string map {\\- - \\(dq \" \\e \\} $text]]
}

proc words {text} {
    return [join [regexp -all -inline {\S+} $text]]
}

proc expect {where text what} {
    if {[words $what] ne "" && [string first [words $what] $text] < 0} {
        complain "$where lacks: [words $what]"
    }
}

# Name and text of each part that a request (.SH, .SS) begins, as a flat list.
proc parts {request text} {
    set marked [regsub -all -line "^\\.$request +(.*)$" $text "\x01\\1\x02"]
    return [concat {*}[lmap part [lrange [split $marked \x01] 1 end] {
        lassign [split $part \x02] name body
        list [plain $name] $body
    }]]
}

proc names {table} {
    return [lsort [lmap row $table {dict get $row name}]]
}

proc check_command {row page} {
    set name [dict get $row name]
    set help [words [irdrop::help $name]]
    foreach {where text} [list "man page, $name" [plain $page] "help $name" $help] {
        foreach key {name usage help result} {
            expect $where $text [dict get $row $key]
        }
        foreach option [dict get $row options] {
            expect $where $text "[dict get $option name] [dict get $option value]"
            expect $where $text [dict get $option help]
        }
    }
    set options [lmap {all option} [regexp -all -inline -line {^\\fB\\(-[a-z_0-9]+)\\fR} $page] {
        set option
    }]
    if {[lsort $options] ne [names [dict get $row options]]} {
        complain "man page, $name: options $options"
    }
    foreach option [dict get $row options] {
        check_option $name [dict get $row help] $option [plain $page]
    }
}

# Type and mark of an option stand in parentheses behind it. The tables have no column for
# the default, so that the help of the option or of the command says in words what holds
# when it is not given.
proc check_option {name help option page} {
    set starts {flag flag text text count {whole number} number number \
        power {number of W} voltage {number of V} level {voltage as in} choice {one of}}
    set start [dict get $starts [dict get $option type]]
    set choices [join [dict get $option choices] {, }]
    set words "[words "[dict get $option name] [dict get $option value]"] ("
    set from [expr {[string first $words $page] + [string length $words]}]
    set inside [string range $page $from [string first ) $page $from]-1]
    set marked [string match "*, required" $inside]
    if {![string match "[string trimright "$start $choices"]*" $inside] ||
        $marked != [dict get $option required]} {
        complain "man page, $name [dict get $option name]: \"$inside\""
    }
    if {![dict get $option required] && [dict get $option type] ne "flag" &&
        ![string match -nocase "*not given*" "[dict get $option help] $help"]} {
        complain "$name [dict get $option name]: its help does not say what holds when it is\
            \"not given\""
    }
}

proc check_commands {page} {
    set pages [parts SS [dict get [parts SH $page] COMMANDS]]
    set rows [irdrop::command_info]
    set wanted [lsort [lmap row $rows {
        string cat irdrop:: [string map {{ } ::} [dict get $row name]]
    }]]
    if {[lsort [dict keys $pages]] ne $wanted} {
        complain "man page: commands [dict keys $pages]"
        return
    }
    set overview [words [irdrop::help]]
    foreach row $rows {
        set name [dict get $row name]
        expect "help" $overview "$name [irdrop::internal::summary [dict get $row help]]"
        check_command $row [dict get $pages irdrop::[string map {{ } ::} $name]]
    }
}

# Rows of messages.def: id, errorCode, meaning.
proc defined_messages {path} {
    set pattern {IRD_MSG\((\w+),\s*(\d+),\s*"(\w+)",\s*"(\w+)",\s*((?:"[^"]*"\s*)+)\)}
    return [lmap {all symbol number area kind strings} \
        [regexp -all -inline $pattern [read_text $path]] {
            set meaning [join [lmap {all part} [regexp -all -inline {"([^"]*)"} $strings] {
                set part
            }] ""]
            list [format IRD-%04d $number] [list IRDROP $area $kind] $meaning
        }]
}

proc check_messages {page path} {
    set text [plain [dict get [parts SH $page] MESSAGES]]
    set defined [defined_messages $path]
    set known [lmap row [irdrop::message_info] {
        list [dict get $row id] [dict get $row errorcode] [dict get $row meaning]
    }]
    if {$known ne $defined || [llength $known] == 0} {
        complain "message_info does not list what messages.def does"
    }
    foreach message $defined {
        lassign $message id errorcode meaning
        expect "man page" $text "$id $errorcode $meaning"
        expect "help $id" [words [irdrop::help $id]] "$id errorCode $errorcode $meaning"
    }
    set ids [regexp -all -inline {IRD-\d{4}} $text]
    if {[llength $ids] != [llength $defined]} {
        complain "man page: [llength $ids] messages, not [llength $defined]"
    }
}

# What groff and mandoc find wrong; those that are not installed are named.
proc check_roff {path} {
    foreach {program command} [list groff [list groff -man -ww -Tutf8 $path] \
        mandoc [list mandoc -T lint -W warning $path]] {
        if {[auto_execok $program] eq ""} {
            puts "SKIPPED: no $program here to read the man page"
            continue
        }
        catch {exec {*}$command 2>@1 >/dev/null} said
        if {$program eq "mandoc"} {
            catch {exec {*}$command} said
        }
        foreach line [split $said \n] {
            if {[regexp {warning|error|WARNING|ERROR} $line] &&
                ![string match "*missing date*" $line]} {
                complain "$program: $line"
            }
        }
    }
}

lassign $argv path messages
set page [read_text $path]
check_commands $page
check_messages $page $messages
check_roff $path
puts "[llength [irdrop::command_info]] commands, [llength [irdrop::message_info]] messages,\
    $failures complaints"
exit [expr {$failures > 0}]
