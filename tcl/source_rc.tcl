# SPDX-License-Identifier: BSD-3-Clause
# Scripts of layer resistances that were written for OpenROAD: the commands that such
# files hold, in a namespace of their own.

namespace eval ::irdrop::internal {
    namespace eval rc {
        proc set_layer_rc {args} {
            ::irdrop::set_layer_rc {*}$args
        }
        # Estimates of signal wires: of no consequence for power grids.
        proc set_wire_rc {args} {}
    }
}

proc ::irdrop::internal::source_rc {path} {
    namespace eval rc [list source $path]
    return
}
