# SPDX-License-Identifier: BSD-3-Clause
# What a worker does: a forked copy of the shell that answers the requests of one session,
# one after the other. It waits for no events, and whatever it changes is gone with it.

namespace eval ::irdrop::server {
    variable stamp 1    ;# of the session of this worker
    variable predicted  ;# by "set map": the handle of a map of a prediction from maps
    ::array set predicted {}
    variable threshold 0.7
    variable largest_side 1024
}

# Answer what comes from the shell until that ends.
proc ::irdrop::server::work {from to} {
    variable workers {}
    while {[binary scan [read $from 8] IuIu head_size body_size] == 2} {
        set head [encoding convertfrom utf-8 [read $from $head_size]]
        set body [read $from $body_size]
        lassign [perform $head $body] status headers bytes
        set body ""
        send_frame $to [dict create status $status headers $headers \
            stamp $::irdrop::server::stamp] $bytes
    }
}

proc ::irdrop::server::perform {request body} {
    set name [string map {api/ ""} [dict get $request path]]
    if {[catch {work_$name $request $body} answer options]} {
        return [answer_failure $answer $options]
    }
    return $answer
}

# Run a script with the variable folder naming a new folder, which goes with what is in it.
# Messages name its files as the page does.
proc ::irdrop::server::with_folder {script} {
    upvar 1 folder folder
    set folder [::irdrop::http::folder]
    set code [catch {uplevel 1 $script} result options]
    file delete -force -- $folder
    if {$code == 1} {
        set result [string map [list $folder/ ""] $result]
    }
    dict incr options -level
    return -options $options $result
}

proc ::irdrop::server::query_of {request key {default ""}} {
    set query [dict get $request query]
    return [expr {[dict exists $query $key] ? [dict get $query $key] : $default}]
}

proc ::irdrop::server::read_bytes {path} {
    set channel [open $path rb]
    set bytes [read $channel]
    close $channel
    return $bytes
}

# --- what the page shows -------------------------------------------------------------

proc ::irdrop::server::work_page {request body} {
    ::irdrop::design_info
    with_folder {
        set path [file join $folder page.json]
        ::irdrop::write_report $path -format page
        set bytes [read_bytes $path]
    }
    return [list 200 {} $bytes]
}

# --- a design of its own -------------------------------------------------------------

proc ::irdrop::server::work_session {request body} {
    variable stamp
    set parts [form_parts [dict get $request type] $body]
    set fields {}
    set files {}
    foreach part $parts {
        if {[dict get $part file] eq ""} {
            dict set fields [dict get $part name] [field_text $part]
        } else {
            dict lappend files [dict get $part name] $part
        }
    }
    if {[dict exists $fields from] && [dict get $fields from] ne "shell"} {
        refuse 400 IRD-0793 REQUEST "a session can begin from the shell or from files alone"
    }
    if {[dict exists $fields from]} {
        set info [::irdrop::design_info]
    } else {
        set info [with_folder {read_design $folder $fields $files}]
    }
    set nets [lmap {use list} [list power [dict get $info power_nets] \
            ground [dict get $info ground_nets]] {
        join [lmap net $list {object net [quote $net] use [quote $use]}] ,
    }]
    set said [lmap note [dict get $info notes] {dict get $note text}]
    return [answer_json [object session [quote [dict get $request session]] \
        design [quote [dict get $info name]] stamp $stamp \
        nets "\[[join [lmap part $nets {expr {$part eq "" ? [continue] : $part}}] ,]\]" \
        said [texts $said]]]
}

# Read what was uploaded in the place of what the shell had; design_info of it.
proc ::irdrop::server::read_design {folder fields files} {
    foreach {kind what} {lef "the technology and the cells" def "the placed design"} {
        if {![dict exists $files $kind]} {
            refuse 400 IRD-0793 REQUEST "$what are missing: send them as $kind"
        }
    }
    set known {lef def power plan}
    foreach kind [dict keys $files] {
        if {$kind ni $known && ![string match sources_?* $kind]} {
            refuse 400 IRD-0793 REQUEST "files are lef, def, power, plan and sources_NET, not\
                $kind"
        }
    }
    ::irdrop::reset
    ::irdrop::read_lef {*}[lmap part [dict get $files lef] {save_part $folder $part}]
    ::irdrop::read_def [save_part $folder [lindex [dict get $files def] end]]
    foreach {option script} {
        supply {foreach word $value {
            if {![regexp {^(.+)=([^=]+)$} $word -> net voltage]} {
                refuse 400 IRD-0793 REQUEST "supply must be NET=V ..., such as VDD=1.1"
            }
            ::irdrop::set_supply -net $net -voltage $voltage
        }}
        total {::irdrop::set_power -total $value}
    } {
        if {[dict exists $fields $option] && [dict get $fields $option] ne ""} {
            set value [dict get $fields $option]
            eval $script
        }
    }
    dict for {kind parts} $files {
        set path ""
        if {$kind ni {lef def}} {
            set path [save_part $folder [lindex $parts end]]
        }
        switch -glob $kind {
            power { ::irdrop::read_power $path }
            plan { ::irdrop::read_plan $path }
            sources_* { ::irdrop::set_sources -net [string range $kind 8 end] -file $path }
        }
    }
    if {[dict exists $fields net] && [dict get $fields net] ne ""} {
        ::irdrop::rasterize -net [dict get $fields net]
    }
    return [::irdrop::design_info]
}

# --- maps ----------------------------------------------------------------------------

# Little-endian floats in base64.
proc ::irdrop::server::packed {values} {
    return [object type {"f32"} base64 "\"[binary encode base64 [binary format r* $values]]\""]
}

# A map as the page draws it.
proc ::irdrop::server::map_layer {id title unit rows columns window values} {
    set has_place [expr {[llength $window] == 4 && [lindex $window 2] > [lindex $window 0]}]
    return [object id [quote $id] title [quote $title] unit [quote $unit] rows $rows \
        columns $columns \
        window [numbers [expr {$has_place ? $window : [list 0 0 $columns $rows]}]] \
        has_place [expr {$has_place ? "true" : "false"}] values [packed $values]]
}

proc ::irdrop::server::layer_of_handle {id title handle} {
    set info [::irdrop::map info $handle]
    return [map_layer $id $title [dict get $info unit] [dict get $info rows] \
        [dict get $info columns] [dict get $info window_um] [::irdrop::map get $handle]]
}

namespace eval ::irdrop::server {
    variable inputs_of_model {
        power_grid   "Strength of the power grid"
        cell_density "Cell density"
        switching    "Switching"
    }
}

# Sets of maps that a form has: a dict by name of dicts by map, whose values are handles.
# What cannot be read goes into failed, by the name of the set.
proc ::irdrop::server::read_sets {folder parts failedVar} {
    upvar 1 $failedVar failed
    variable samples
    variable inputs_of_model
    set sets {}
    foreach part $parts {
        lassign [list [dict get $part name] "maps"] field set
        if {$field eq "sample"} {
            set name [field_text $part]
            if {![dict exists $samples $name]} {
                refuse 400 IRD-0793 REQUEST "there is no sample \"$name\"; there are\
                    [join [dict keys $samples] {, }]"
            }
            dict set sets $name [::irdrop::sample_maps \
                -number [lindex [dict get $samples $name] 0]]
            continue
        }
        regexp {^([^:]+):(.{1,80})$} $field -> field set
        set map [string map {input_ ""} $field]
        if {$map ni [list {*}[dict keys $inputs_of_model] label] ||
                ($map ne "label" && ![string match input_* $field])} {
            refuse 400 IRD-0793 REQUEST "the form has a part \"$field\"; send\
                input_power_grid, input_cell_density, input_switching, label or sample"
        }
        if {[catch {::irdrop::read_map [save_part $folder $part .npy]} handle options]} {
            dict set failed $set [list [string map [list $folder/ ""] $handle] $options]
            continue
        }
        dict set sets $set $map $handle
    }
    return $sets
}

proc ::irdrop::server::work_predict {request body} {
    set failed {}
    with_folder {
        set sets [read_sets $folder [form_parts [dict get $request type] $body] failed]
    }
    set done {}
    dict for {name maps} $sets {
        if {![dict exists $failed $name] &&
                [catch {predict_set $name $maps} json options]} {
            dict set failed $name [list $json $options]
        }
        if {![dict exists $failed $name]} {
            lappend done $json
        }
    }
    if {[llength $done] == 0 && [dict size $failed] == 0} {
        refuse 400 IRD-0793 REQUEST "the form has no maps; send input_power_grid,\
            input_cell_density and input_switching, or sample"
    }
    if {[llength $done] == 0} {
        return [answer_failure {*}[lindex [dict values $failed] 0]]
    }
    set faults {}
    dict for {name fault} $failed {
        lassign $fault message options
        lappend faults [object name [quote $name] \
            error [error_object $message [dict get $options -errorcode]]]
    }
    return [answer_json [object session [quote [dict get $request session]] \
        model {"paper"} sets [json_list $done] failed [json_list $faults]]]
}

# Predict one set of maps: the Set of the answer.
proc ::irdrop::server::predict_set {name maps} {
    variable inputs_of_model
    variable predicted
    variable largest_side
    foreach map [dict keys $inputs_of_model] {
        if {![dict exists $maps $map]} {
            refuse 400 IRD-0793 REQUEST "input_$map of \"$name\" is missing"
        }
        set info [::irdrop::map info [dict get $maps $map]]
        if {max([dict get $info rows], [dict get $info columns]) > $largest_side} {
            refuse 422 IRD-0793 REQUEST "input_$map of \"$name\" has [dict get $info rows] x\
                [dict get $info columns] pixels; at most $largest_side each way are taken"
        }
    }
    set begun [clock microseconds]
    dict set maps predict [::irdrop::predict_maps [dict get $maps power_grid] \
        [dict get $maps cell_density] [dict get $maps switching]]
    set ms [expr {([clock microseconds] - $begun) / 1000.0}]
    set layers [lmap {map title} $inputs_of_model {
        layer_of_handle $map $title [dict get $maps $map]
    }]
    lappend layers [layer_of_handle predict Prediction [dict get $maps predict]]
    set errors null
    if {[dict exists $maps label]} {
        set errors [compare_set $maps layers]
    }
    dict for {map handle} $maps {
        set predicted([list $name $map]) $handle
    }
    return [object name [quote $name] maps [json_list $layers] \
        summary [summary [dict get $maps predict]] errors $errors ms [number $ms] \
        said {[]}]
}

# Error figures against the label; the layers of label and difference are added.
proc ::irdrop::server::compare_set {maps layersVar} {
    upvar 1 $layersVar layers
    variable threshold
    set figures [::irdrop::compare [dict get $maps predict] [dict get $maps label]]
    set info [::irdrop::map info [dict get $maps predict]]
    set mine [::irdrop::map get [dict get $maps predict]]
    set truth [::irdrop::map get [dict get $maps label]]
    set difference [lmap p $mine t $truth {expr {$p - $t}}]
    lappend layers [layer_of_handle label "Ground truth" [dict get $maps label]] \
        [map_layer difference "Prediction minus ground truth" "" [dict get $info rows] \
            [dict get $info columns] {} $difference]
    lassign {0 0 0} both only_mine only_truth
    foreach p $mine t $truth {
        if {$p > $threshold && $t > $threshold} {
            incr both
        } elseif {$p > $threshold} {
            incr only_mine
        } elseif {$t > $threshold} {
            incr only_truth
        }
    }
    set all [expr {2 * $both + $only_mine + $only_truth}]
    return [object mae [number [dict get $figures mae]] \
        rmse [number [dict get $figures rmse]] \
        max [number [dict get $figures max_error]] cc [number [dict get $figures cc]] \
        f1 [expr {$all > 0 ? [number [expr {2.0 * $both / $all}]] : "null"}]]
}

proc ::irdrop::server::summary {handle} {
    variable threshold
    set info [::irdrop::map info $handle]
    set values [::irdrop::map get $handle]
    set largest [dict get $info max]
    set above 0
    set at 0
    set index 0
    foreach value $values {
        if {$value > $threshold} {
            incr above
        }
        if {$value == $largest} {
            set at $index
        }
        incr index
    }
    set columns [dict get $info columns]
    set risk [expr {$largest < 0.3 ? "low" : $largest < 0.6 ? "moderate" : "high"}]
    return [object largest [number $largest] \
        mean [number [expr {[dict get $info sum] / double([llength $values])}]] \
        above $above threshold $threshold pixels [llength $values] \
        largest_at [numbers [list [expr {$at / $columns}] [expr {$at % $columns}]]] \
        risk [quote $risk]]
}

# --- downloads -----------------------------------------------------------------------

namespace eval ::irdrop::server {
    # What is asked for: extension and type of the file.
    variable downloads {
        page  {html "text/html; charset=utf-8"}
        json  {json "application/json; charset=utf-8"}
        txt   {txt "text/plain; charset=utf-8"}
        csv   {csv "text/csv; charset=utf-8"}
        lyrdb {lyrdb "application/xml"}
        xml   {xml "application/xml"}
        plan  {xml "application/xml"}
        map   {}
    }
    variable map_types {
        npy application/octet-stream
        csv "text/csv; charset=utf-8"
        png image/png
    }
}

proc ::irdrop::server::work_download {request body} {
    variable downloads
    variable map_types
    set what [query_of $request what]
    if {![dict exists $downloads $what]} {
        refuse 400 IRD-0793 REQUEST "what must be one of [join [dict keys $downloads] {, }]"
    }
    lassign [dict get $downloads $what] extension type
    if {$what eq "map"} {
        set extension [query_of $request format npy]
        if {![dict exists $map_types $extension]} {
            refuse 400 IRD-0793 REQUEST "format must be one of\
                [join [dict keys $map_types] {, }]"
        }
        set type [dict get $map_types $extension]
    }
    set name [download_name $request $what].$extension
    with_folder {
        set path [file join $folder $name]
        write_download $request $what $path
        set bytes [read_bytes $path]
    }
    return [list 200 [dict create Content-Type $type \
        Content-Disposition "attachment; filename=\"$name\""] $bytes]
}

proc ::irdrop::server::download_name {request what} {
    set design [design_name]
    set parts [list [expr {$design ne "" ? $design : "irdrop"}]]
    foreach key {net set of} {
        if {[query_of $request $key] ne ""} {
            lappend parts [query_of $request $key]
        }
    }
    if {$what eq "plan"} {
        lappend parts plan
    }
    return [safe_name [join $parts _]]
}

proc ::irdrop::server::write_download {request what path} {
    variable predicted
    set net [query_of $request net]
    set words [expr {$net ne "" ? [list -net $net] : {}}]
    switch $what {
        plan {
            ::irdrop::write_plan $path
        }
        map {
            set of [query_of $request of predict]
            if {[query_of $request set] ne ""} {
                set key [list [query_of $request set] $of]
                if {![info exists predicted($key)]} {
                    refuse 404 IRD-0793 REQUEST "this session has no such map"
                }
                ::irdrop::write_map $path -of $predicted($key)
            } elseif {$of eq "predict"} {
                ::irdrop::write_map $path -of [::irdrop::predict {*}$words]
            } elseif {$of in {solve dynamic}} {
                ::irdrop::write_map $path -of [::irdrop::drop_map -of $of {*}$words]
            } elseif {$of in {power_grid cell_density switching area current}} {
                ::irdrop::rasterize {*}$words
                ::irdrop::write_map $path -of $of
            } else {
                refuse 400 IRD-0793 REQUEST "of must be predict, solve, dynamic, power_grid,\
                    cell_density, switching, area or current"
            }
        }
        default {
            ::irdrop::write_report $path {*}$words
        }
    }
}
