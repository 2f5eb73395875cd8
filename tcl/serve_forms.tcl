# SPDX-License-Identifier: BSD-3-Clause
# What a page sends: forms with files, and JSON.

namespace eval ::irdrop::server {}

# The parts of multipart/form-data (RFC 7578): a list of dicts name, file ("" for a field
# that is none) and bytes.
proc ::irdrop::server::form_parts {type body} {
    if {![regexp -nocase {^multipart/form-data\s*;.*boundary=("([^"]+)"|([^;\s]+))} $type \
            -> all quoted plain]} {
        refuse 400 IRD-0793 REQUEST "a form was expected, of the type multipart/form-data"
    }
    set mark --[encoding convertto utf-8 $quoted$plain]
    set at [expr {[string equal -length [string length $mark] $mark $body] ? 0 :
        [string first \r\n$mark $body] + 2}]
    if {$at == 1} {
        refuse 400 IRD-0793 REQUEST "the form has no parts"
    }
    set parts {}
    incr at [string length $mark]
    while {[string range $body $at $at+1] eq "\r\n"} {
        set head_end [string first \r\n\r\n $body $at]
        set end [string first \r\n$mark $body $at]
        if {$head_end < 0 || $end < 0 || $head_end > $end || $head_end - $at > 8192} {
            refuse 400 IRD-0793 REQUEST "the form is damaged or was cut short"
        }
        lappend parts [form_part [string range $body $at $head_end] \
            [string range $body [expr {$head_end + 4}] [expr {$end - 1}]]]
        if {[llength $parts] > 1000} {
            refuse 400 IRD-0793 REQUEST "the form has more than 1000 parts"
        }
        set at [expr {$end + 2 + [string length $mark]}]
    }
    if {[string range $body $at $at+1] ne "--"} {
        refuse 400 IRD-0793 REQUEST "the form is damaged or was cut short"
    }
    return $parts
}

proc ::irdrop::server::form_part {head bytes} {
    set head [encoding convertfrom utf-8 $head]
    set name ""
    set file ""
    foreach line [split [string map {\r\n \n} $head] \n] {
        if {[regexp -nocase {^content-disposition:\s*form-data\s*(;.*)$} $line -> rest]} {
            regexp {;\s*name="([^"]*)"} $rest -> name
            regexp {;\s*filename="([^"]*)"} $rest -> file
        }
    }
    if {$name eq ""} {
        refuse 400 IRD-0793 REQUEST "a part of the form has no name"
    }
    return [dict create name $name file $file bytes $bytes]
}

# The value of a field that is text.
proc ::irdrop::server::field_text {part} {
    if {[string length [dict get $part bytes]] > 4096} {
        refuse 400 IRD-0793 REQUEST "the field [dict get $part name] is too long"
    }
    return [string trim [encoding convertfrom utf-8 [dict get $part bytes]]]
}

# A name under which a file of a page may lie in a folder of ours: what the page calls it,
# without folders and odd characters.
proc ::irdrop::server::safe_name {name} {
    set name [regsub -all {[^A-Za-z0-9._+-]} [file tail [string map {\\ /} $name]] _]
    set name [string trimleft [string range $name end-79 end] .]
    return [expr {$name eq "" ? "file" : $name}]
}

# Put the bytes of a part into a folder; the path. Two parts of one name do not meet.
proc ::irdrop::server::save_part {folder part {extension ""}} {
    set name [safe_name [dict get $part file]]
    if {$extension ne "" && [file extension $name] ne $extension} {
        append name $extension
    }
    set path [file join $folder $name]
    for {set n 2} {[file exists $path]} {incr n} {
        set path [file join $folder $n-$name]
    }
    set channel [open $path wb]
    puts -nonewline $channel [dict get $part bytes]
    close $channel
    return $path
}

# A JSON object that a page sent, as a dict.
proc ::irdrop::server::json_object {body} {
    if {$body eq ""} {
        return {}
    }
    if {[catch {::irdrop::http::json $body} value] || [catch {dict size $value}]} {
        refuse 400 IRD-0793 REQUEST "the body is no JSON object"
    }
    return $value
}

# A member that must be a finite number, within limits.
proc ::irdrop::server::need_number {dict key {low -1e6} {high 1e6}} {
    if {![dict exists $dict $key]} {
        refuse 400 IRD-0793 REQUEST "$key is missing"
    }
    set value [dict get $dict $key]
    if {[number $value] eq "null" || $value < $low || $value > $high} {
        refuse 400 IRD-0793 REQUEST "$key must be a number from $low to $high"
    }
    return $value
}

# A member that must be a list of so many numbers.
proc ::irdrop::server::need_numbers {dict key count} {
    if {![dict exists $dict $key] || [catch {llength [dict get $dict $key]} length] ||
            $length != $count} {
        refuse 400 IRD-0793 REQUEST "$key must be $count numbers"
    }
    return [lmap value [dict get $dict $key] {need_number [dict create $key $value] $key}]
}

proc ::irdrop::server::need_text {dict key} {
    if {![dict exists $dict $key] || [dict get $dict $key] eq ""} {
        refuse 400 IRD-0793 REQUEST "$key is missing"
    }
    return [dict get $dict $key]
}
