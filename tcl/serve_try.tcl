# SPDX-License-Identifier: BSD-3-Clause
# Changes of the power grid that a page tries, in a worker: a list of them is put onto the
# design as the session opened it, predicted, and solved exactly when that is asked for.

namespace eval ::irdrop::server {}
