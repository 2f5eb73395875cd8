# SPDX-License-Identifier: BSD-3-Clause
# The host adapter: the only file that knows what program irdrop runs in. In a plain
# tclsh a report is printed by puts, so that whatever redirects puts catches it.

namespace eval ::irdrop::host {}

proc ::irdrop::host::print {text} {
    puts -nonewline $text
}
