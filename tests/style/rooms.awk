# SPDX-License-Identifier: BSD-3-Clause
# awk -f rooms.awk rooms.txt FILE ...: prints each include that the table does not allow.
# Rooms are wing/room; the headers of wing base stand in the wing and in its rooms.
function room_of_path(path, part, n) {
    n = split(path, part, "/")
    if (part[1] == "model") {
        return "model/model"
    }
    return part[2] "/" (n > 3 ? part[3] : part[2])
}
function room_of_include(text, part, n) {
    n = split(text, part, "/")
    if (part[1] == "model") {
        return "model/model"
    }
    if (part[1] == "base") {
        return "base/" (n > 2 ? part[2] : "base")
    }
    return (part[1] in wing) ? wing[part[1]] "/" part[1] : ""
}
function part_of(room, part) {
    split(room, part, "/")
    return part[2]
}
FNR == NR {
    if ($0 ~ /^#/ || NF == 0) {
        next
    }
    room = $1
    sub(/:$/, "", room)
    split(room, part, "/")
    wing[part[2]] = part[1]
    is_room[room] = 1
    for (i = 2; i <= NF; i++) {
        allowed[room, $i] = 1
    }
    next
}
FNR == 1 {
    here = room_of_path(FILENAME)
    if (!(here in is_room)) {
        print FILENAME ": room " here " is not in the table"
    }
}
/^#[ \t]*include "/ {
    split($0, quoted, "\"")
    there = room_of_include(quoted[2])
    if (there == "" || there == here) {
        next
    }
    split(there, part, "/")
    if (!((here, there) in allowed) && !((here, part[1]) in allowed)) {
        print FILENAME ":" FNR ": " quoted[2] " (" here " -> " there ")"
    }
    outside[FILENAME ":" FNR ": " quoted[2]] = quoted[2]
    from[FILENAME ":" FNR ": " quoted[2]] = part_of(here)
}
/Internal to [a-z_]+\// && FILENAME ~ /\.h$/ {
    header = FILENAME
    sub(/^plugin\/[a-z]+\//, "", header)
    internal[header] = $0
}
END {
    for (place in outside) {
        if (outside[place] in internal &&
            index(internal[outside[place]], from[place] "/") == 0) {
            print place " is internal to its room"
        }
    }
}
