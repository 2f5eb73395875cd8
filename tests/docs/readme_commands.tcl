# SPDX-License-Identifier: BSD-3-Clause
# The command table of README.md names every command of the module and no other.
#     tclsh readme_commands.tcl README.md
package require irdrop

# The words in backquotes of a table row, without arguments and options.
proc commands_of_row {row} {
    set cell [lindex [split $row |] 1]
    return [lmap {all name} [regexp -all -inline {`([a-z_]+(?: [a-z]+)*)[^`]*`} $cell] {
        set name
    }]
}

set channel [open [lindex $argv 0]]
set text [read $channel]
close $channel
if {![regexp {\n## Commands\n(.*?)\n## } $text -> section]} {
    puts "README.md has no section Commands"
    exit 1
}
set named {}
foreach line [split $section \n] {
    if {[string match "| `*" $line]} {
        lappend named {*}[commands_of_row $line]
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
puts "README.md names all [llength $there] commands"
