# SPDX-License-Identifier: BSD-3-Clause
# What irdrop::serve serves: who asks for what, and which worker answers it. Routes, what
# they take and what they answer are listed in plugin/front/http/README.md; what computes an
# answer is in serve_worker.tcl and runs in a worker, a forked copy of this shell.

namespace eval ::irdrop::server {
    variable address ""     ;# of the page while something is served
    variable host 127.0.0.1
    variable patience_ms 30000
    variable connections 64
    variable most_sessions 32
    variable most_waiting 32 ;# requests of one worker
    variable session_s 3600 ;# that a session is kept which nobody asks for
    variable last_session 0
    variable workers {}     ;# by name: channel, pid, design, stamp, when used, asked requests
    variable inputs         ;# by channel: bytes of an answer that is not whole yet

    # Route, who answers: here, or the worker of the session; a worker of its own.
    variable routes {
        "GET "             here
        "GET api/hello"    here
        "GET api/stamp"    here
        "GET api/samples"  here
        "POST api/close"   here
        "GET api/page"     session
        "GET api/download" session
        "GET api/grid"     session
        "POST api/try"     session
        "POST api/exact"   session
        "POST api/undo"    session
        "POST api/keep"    session
        "POST api/predict" new
        "POST api/session" new
    }
}

# --- the command ---------------------------------------------------------------------

# irdrop::serve; how: start or stop.
proc ::irdrop::server::run {how port limit_mib open} {
    variable address
    if {$how eq "stop"} {
        stop
        return
    }
    if {$address eq ""} {
        start $port [expr {$limit_mib << 20}]
    } elseif {$port != 0 && $port != [address_port]} {
        raise PORT "the page is served on port [address_port] already; end that first, by\
            irdrop::serve -stop"
    }
    if {$open} {
        open_browser
    }
    return $address
}

proc ::irdrop::server::raise {kind text} {
    return -level 2 -code error -errorcode [list IRDROP SERVE $kind] $text
}

proc ::irdrop::server::address_port {} {
    variable address
    regexp {:(\d+)/} $address -> port
    return $port
}

# The module that serves lies beside the main one.
proc ::irdrop::server::load_module {} {
    if {[namespace which ::irdrop::http::start] ne ""} {
        return
    }
    set name [expr {[package vsatisfies [package provide Tcl] 9.0-] ? "libtcl9irdrop_http" :
        "libirdrop_http"}][info sharedlibextension]
    foreach loaded [info loaded {}] {
        lassign $loaded file package
        if {[string equal -nocase $package irdrop]} {
            set path [file join [file dirname $file] $name]
        }
    }
    if {![info exists path] || ![file exists $path]} {
        raise NOMODULE "there is no $name beside the module of irdrop, for libmicrohttpd was\
            missing when it was built; install libmicrohttpd-dev and build it again"
    }
    if {[catch {load $path Irdrop_http} message]} {
        raise NOMODULE "cannot load $path: $message; install libmicrohttpd"
    }
}

proc ::irdrop::server::start {port limit_bytes} {
    variable address
    variable host
    variable patience_ms
    variable connections
    variable routes
    load_module
    if {[catch {
        ::irdrop::http::start $port $limit_bytes $patience_ms $connections \
            [dict keys $routes] ::irdrop::server::handle
    } started]} {
        raise PORT "port $port of $host: $started; give another one, or none"
    }
    lassign $started port token
    set address http://$host:$port/$token/
}

proc ::irdrop::server::stop {} {
    variable address
    variable workers
    if {$address eq ""} {
        return
    }
    set address ""
    after cancel ::irdrop::server::forget_old
    ::irdrop::http::stop
    foreach name [dict keys $workers] {
        end_worker $name
    }
}

# The browser may not be there, or there is no screen: the address is printed all the same.
proc ::irdrop::server::open_browser {} {
    variable address
    if {[auto_execok xdg-open] eq "" ||
            [catch {exec xdg-open $address >/dev/null 2>/dev/null &} message]} {
        ::irdrop::host::print "irdrop: no browser could be opened (no xdg-open here); open\
            $address\n"
    }
}

# --- answers -------------------------------------------------------------------------

proc ::irdrop::server::quote {text} {
    variable escapes
    return "\"[string map $escapes $text]\""
}

namespace eval ::irdrop::server {
    variable escapes {\\ \\\\ \" \\\" < \\u003c \u2028 \\u2028 \u2029 \\u2029}
    for {set code 0} {$code < 32} {incr code} {
        lappend escapes [format %c $code] [format \\u%04x $code]
    }
    lappend escapes \x7f \\u007f
}

# A number, or null for what is none.
proc ::irdrop::server::number {value} {
    if {![string is double -strict $value] || [regexp -nocase {^[+-]?(inf|nan)} $value]} {
        return null
    }
    return [expr {[string is entier -strict $value] ? [format %lld $value] :
        [expr {double($value)}]}]
}

# Members in turn, name and what is JSON already.
proc ::irdrop::server::object {args} {
    set parts {}
    foreach {name json} $args {
        lappend parts "[quote $name]:$json"
    }
    return "{[join $parts ,]}"
}

proc ::irdrop::server::json_list {items} {
    return "\[[join $items ,]\]"
}

proc ::irdrop::server::texts {list} {
    return [json_list [lmap text $list {quote $text}]]
}

proc ::irdrop::server::numbers {list} {
    return [json_list [lmap value $list {number $value}]]
}

proc ::irdrop::server::answer_json {json {status 200}} {
    return [list $status {} [encoding convertto utf-8 $json\n]]
}

# The parts of a message "IRD-0200 top.def:12: what".
proc ::irdrop::server::error_object {message code} {
    set id ""
    set file ""
    set line ""
    regexp {^(IRD-\d{4})(?: ([^:]+)(?::(\d+))?)?: } $message -> id file line
    return [object message [quote $message] \
        id [expr {$id eq "" ? "null" : [quote $id]}] \
        code [expr {$code in {"" NONE} ? "null" : [texts $code]}] \
        file [expr {$file eq "" ? "null" : [quote $file]}] \
        line [expr {$line eq "" ? "null" : $line}]]
}

proc ::irdrop::server::answer_error {status message {code {}}} {
    return [answer_json [object error [error_object $message $code]] $status]
}

# An error of our own that a page is told.
proc ::irdrop::server::refuse {status id kind text} {
    return -level 2 -code error -errorcode [list IRDROP SERVE $kind $status] "$id: $text"
}

# What a failed script is answered by: its own status where it says one, 422 for an error
# of irdrop about what was sent, 500 for anything else.
proc ::irdrop::server::answer_failure {message options} {
    set code [dict get $options -errorcode]
    lassign $code who area kind status
    if {$who ne "IRDROP"} {
        return [answer_error 500 $message $code]
    }
    if {$area ne "SERVE" || ![string is integer -strict $status]} {
        set status [expr {[list $area $kind] eq {SESSION NODESIGN} ? 404 :
            [list $area $kind] eq {SESSION BUSY} ? 503 : 422}]
    }
    return [answer_error $status $message [lrange $code 0 2]]
}

# --- requests ------------------------------------------------------------------------

# A whole request, as a dict. The answer, or nothing where a worker gives it later.
proc ::irdrop::server::handle {request} {
    if {[catch {route $request} answer options]} {
        return [answer_failure $answer $options]
    }
    return $answer
}

proc ::irdrop::server::route {request} {
    variable routes
    set method [string map {HEAD GET} [dict get $request method]]
    set path [dict get $request path]
    switch [dict get $routes "$method $path"] {
        here {
            return [answer_[string map {api/ ""} $path] [dict get $request query]]
        }
        session {
            if {$method eq "POST" && [session_of $request] eq "shell"} {
                refuse 400 IRD-0793 REQUEST "changes are tried in a session of their own;\
                    open one by api/session from the shell"
            }
            ask [need_worker [session_of $request]] $request
        }
        new {
            set name [session_of $request]
            if {$name eq "shell" || $path eq "api/session"} {
                set name [add_session $request]
            }
            ask [need_worker $name] $request
        }
    }
    return
}

proc ::irdrop::server::session_of {request} {
    set query [dict get $request query]
    return [expr {[dict exists $query session] ? [dict get $query session] : "shell"}]
}

# The page itself. It says by hashes which scripts and styles are its own; that stands in
# its head for pages on a disk, and here besides that nobody may put it into a frame.
proc ::irdrop::server::answer_ {query} {
    set html [::irdrop::internal::page_asset]
    set policy "default-src 'none'"
    regexp {Content-Security-Policy" content="([^"]*)"} $html -> policy
    return [list 200 [dict create Content-Type "text/html; charset=utf-8" \
        Content-Security-Policy "$policy; frame-ancestors 'none'"] \
        [encoding convertto utf-8 $html]]
}

proc ::irdrop::server::design_name {} {
    if {[catch {::irdrop::design_info} info]} {
        return ""
    }
    return [dict get $info name]
}

proc ::irdrop::server::answer_hello {query} {
    variable samples
    set design [design_name]
    return [answer_json [object version [quote [package provide irdrop]] \
        shell [object design [expr {$design eq "" ? "null" : [quote $design]}] \
            stamp [::irdrop::internal::analyses]] \
        samples [texts [dict keys $samples]] \
        formats [texts {page json txt csv lyrdb xml map plan}]]]
}

proc ::irdrop::server::answer_stamp {query} {
    variable workers
    set name [session_of [dict create query $query]]
    if {$name eq "shell"} {
        set stamp [::irdrop::internal::analyses]
    } else {
        check_session $name
        set stamp [dict get $workers $name stamp]
    }
    return [answer_json [object stamp $stamp]]
}

# Built-in samples by name: the number of sample_maps, and what it is like.
namespace eval ::irdrop::server {
    variable samples {
        sample1 {20 "Smooth maps, a small hot region"}
        sample2 {5 "Smooth maps, little drop on average"}
        sample3 {0 "Smooth maps, a middling hot region"}
        sample4 {2 "Smooth maps, a large hot region"}
        sample5 {4 "Smooth maps, a very large hot region"}
        sample6 {8 "Blocks of cells, a fifth of the window empty"}
        sample7 {22 "Blocks of cells, a third of the window empty"}
        sample8 {11 "Blocks of cells, most of the window empty"}
    }
}

proc ::irdrop::server::answer_samples {query} {
    variable samples
    set items {}
    dict for {name row} $samples {
        lappend items [object name [quote $name] title [quote [lindex $row 1]] \
            size {[64,64]}]
    }
    return [answer_json [object samples [json_list $items]]]
}

proc ::irdrop::server::answer_close {query} {
    set name [session_of [dict create query $query]]
    if {$name ne "shell"} {
        check_session $name
        end_worker $name
    }
    return [answer_json "{}"]
}

# --- workers -------------------------------------------------------------------------

proc ::irdrop::server::check_session {name} {
    variable workers
    if {![dict exists $workers $name]} {
        refuse 410 IRD-0794 SESSION "the session $name has ended; open the design again"
    }
}

# Fork one that has the session of the shell as it is.
proc ::irdrop::server::add_worker {name design stamp} {
    variable workers
    variable inputs
    lassign [::irdrop::http::fork ::irdrop::server::work] channel pid
    dict set workers $name [dict create channel $channel pid $pid design $design \
        stamp $stamp used [clock seconds] asked {}]
    set inputs($channel) ""
    fileevent $channel readable [list ::irdrop::server::read_worker $name]
}

# Its files go with it.
proc ::irdrop::server::end_worker {name} {
    variable workers
    variable inputs
    set worker [dict get $workers $name]
    dict unset workers $name
    unset -nocomplain inputs([dict get $worker channel])
    catch {close [dict get $worker channel]}
    catch {::irdrop::http::kill [dict get $worker pid]}
    set parents /tmp
    if {[info exists ::env(TMPDIR)]} {
        lappend parents $::env(TMPDIR)
    }
    foreach parent $parents {
        catch {file delete -force -- {*}[glob -nocomplain -directory $parent \
            irdrop-serve-[dict get $worker pid]-*]}
    }
    foreach request [dict get $worker asked] {
        catch {::irdrop::http::answer [dict get $request id] \
            {*}[answer_error 500 "IRD-0796: what worked on this has ended; try again" \
                {IRDROP SERVE WORKER}]}
    }
}

# The worker that answers for a session, made anew where that of the shell has seen another
# analysis.
proc ::irdrop::server::need_worker {name} {
    variable workers
    if {$name ne "shell"} {
        check_session $name
        return $name
    }
    set stamp [::irdrop::internal::analyses]
    if {[dict exists $workers shell] && ([dict get $workers shell stamp] != $stamp ||
            [dict get $workers shell design] ne [design_name])} {
        retire_shell
    }
    if {![dict exists $workers shell]} {
        ::irdrop::design_info
        add_worker shell [design_name] $stamp
    }
    return shell
}

# Who waits for the old one still gets its answer: it goes on under another name.
proc ::irdrop::server::retire_shell {} {
    variable workers
    variable last_session
    set worker [dict get $workers shell]
    if {[llength [dict get $worker asked]] == 0} {
        end_worker shell
        return
    }
    set name old[incr last_session]
    dict unset workers shell
    dict set workers $name $worker
    fileevent [dict get $worker channel] readable \
        [list ::irdrop::server::read_worker $name]
}

# A session of its own for a request: a copy of the shell. The one that was not asked for
# the longest time goes where there are too many.
proc ::irdrop::server::add_session {request} {
    variable workers
    variable last_session
    variable most_sessions
    set idle {}
    dict for {name worker} $workers {
        if {$name ne "shell"} {
            lappend idle [list [dict get $worker used] [llength [dict get $worker asked]] \
                $name]
        }
    }
    if {[llength $idle] >= $most_sessions} {
        lassign [lindex [lsort -integer -index 1 [lsort -integer -index 0 $idle]] 0] \
            used asked oldest
        if {$asked > 0} {
            refuse 429 IRD-0795 MANY "all $most_sessions sessions are at work; try again\
                when one is done"
        }
        end_worker $oldest
    }
    set name s[incr last_session]
    add_worker $name "" 1
    after cancel ::irdrop::server::forget_old
    after 60000 ::irdrop::server::forget_old
    return $name
}

proc ::irdrop::server::forget_old {} {
    variable workers
    variable session_s
    foreach name [dict keys $workers] {
        set worker [dict get $workers $name]
        if {$name ne "shell" && [llength [dict get $worker asked]] == 0 &&
                [clock seconds] - [dict get $worker used] > $session_s} {
            end_worker $name
        }
    }
    if {[dict size $workers] > 0} {
        after 60000 ::irdrop::server::forget_old
    }
}

# Hand a request to a worker.
proc ::irdrop::server::ask {name request} {
    variable workers
    variable most_waiting
    set worker [dict get $workers $name]
    if {[llength [dict get $worker asked]] >= $most_waiting} {
        refuse 429 IRD-0795 MANY "$most_waiting requests of this session wait already; wait\
            for their answers"
    }
    set body [dict get $request body]
    dict unset request body
    dict set request session $name
    dict set worker used [clock seconds]
    dict lappend worker asked $request
    dict set workers $name $worker
    send_frame [dict get $worker channel] $request $body
}

# A frame is two lengths, a value as text and bytes.
proc ::irdrop::server::send_frame {channel head body} {
    set head [encoding convertto utf-8 $head]
    puts -nonewline $channel [binary format II [string length $head] [string length $body]]
    puts -nonewline $channel $head
    puts -nonewline $channel $body
    flush $channel
}

# The frame at the beginning of input, which loses it: its two parts, or nothing yet.
proc ::irdrop::server::take_frame {input} {
    upvar 1 $input bytes
    if {[binary scan $bytes IuIu head_size body_size] < 2 ||
            [string length $bytes] < 8 + $head_size + $body_size} {
        return
    }
    set head [string range $bytes 8 [expr {7 + $head_size}]]
    set body [string range $bytes [expr {8 + $head_size}] \
        [expr {7 + $head_size + $body_size}]]
    set bytes [string range $bytes [expr {8 + $head_size + $body_size}] end]
    return [list [encoding convertfrom utf-8 $head] $body]
}

# A worker has said something, or ended.
proc ::irdrop::server::read_worker {name} {
    variable workers
    variable inputs
    set channel [dict get $workers $name channel]
    if {[catch {read $channel} more]} {
        set more ""
    }
    append inputs($channel) $more
    set ended [eof $channel]
    while {[info exists inputs($channel)] &&
            [llength [set frame [take_frame inputs($channel)]]] > 0} {
        finish $name {*}$frame
    }
    if {$ended && [dict exists $workers $name] &&
            [dict get $workers $name channel] eq $channel} {
        end_worker $name
    }
}

# An answer: to whom asked first.
proc ::irdrop::server::finish {name head body} {
    variable workers
    set worker [dict get $workers $name]
    set asked [lassign [dict get $worker asked] request]
    dict set worker asked $asked
    if {$name ne "shell"} {
        dict set worker stamp [dict get $head stamp]
    }
    dict set workers $name $worker
    catch {::irdrop::http::answer [dict get $request id] [dict get $head status] \
        [dict get $head headers] $body}
    if {[string match old* $name] && [llength $asked] == 0} {
        end_worker $name
    }
}
