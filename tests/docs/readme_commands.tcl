# SPDX-License-Identifier: BSD-3-Clause
# The command table of README.md names every command of the module and no other, and none
# but its options, each marked as it is: required ones plain, the others between ?.
#     tclsh readme_commands.tcl README.md
package require irdrop

# The words in backquotes of a table row, without arguments and options.
proc commands_of_row {row} {
    set cell [lindex [split $row |] 1]
    return [lmap {all name} [regexp -all -inline {`([a-z_]+(?: [a-z]+)*)[^`]*`} $cell] {
        set name
    }]
}

# What is wrong with the options of a row: each stands behind the command it belongs to.
proc wrong_options {row} {
    set wrong {}
    set cell [lindex [split $row |] 1]
    foreach {all name rest} [regexp -all -inline {`([a-z_]+(?: [a-z]+)*)([^`]*)`} $cell] {
        set table {}
        foreach option [dict get [lindex [irdrop::command_info $name] 0] options] {
            dict set table [dict get $option name] [dict get $option required]
        }
        foreach {all mark option} [regexp -all -inline {(\??)(-[a-z_]+)} $rest] {
            if {![dict exists $table $option] || [dict get $table $option] != ($mark eq "")} {
                lappend wrong "$name $mark$option"
            }
        }
    }
    return $wrong
}

set channel [open [lindex $argv 0]]
set text [read $channel]
close $channel
if {![regexp {\n## Commands\n(.*?)\n## } $text -> section]} {
    puts "README.md has no section Commands"
    exit 1
}
set named {}
set rows {}
foreach line [split $section \n] {
    if {[string match "| `*" $line]} {
        lappend named {*}[commands_of_row $line]
        lappend rows $line
    }
}
set there [lmap row [irdrop::command_info] {dict get $row name}]
set missing [lmap name $there {expr {$name in $named ? [continue] : $name}}]
set unknown [lmap name $named {expr {$name in $there ? [continue] : $name}}]
if {[llength $missing] || [llength $unknown]} {
    puts "README.md, table of commands: missing: [join $missing {, }];\
        not a command: [join $unknown {, }]"
    exit 1
}
set wrong [concat {*}[lmap row $rows {wrong_options $row}]]
if {[llength $wrong]} {
    puts "README.md, table of commands: not an option so marked: [join $wrong {, }]"
    exit 1
}
puts "README.md names all [llength $there] commands"
