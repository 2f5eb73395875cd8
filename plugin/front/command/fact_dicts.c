/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/fact_dicts.h"

#define TEXT_OF(macro) TEXT(macro)
#define TEXT(text) #text

static const Tcl_Config facts[] = {
    {"version", IRD_VERSION},
    {"tcl", TCL_VERSION},
    {"build", IRD_BUILD_TYPE},
    {"sanitized", TEXT_OF(IRD_SANITIZED)},
#ifdef __clang__
    {"compiler", "clang " TEXT_OF(__clang_major__) "." TEXT_OF(__clang_minor__)},
#else
    {"compiler", "gcc " TEXT_OF(__GNUC__) "." TEXT_OF(__GNUC_MINOR__)},
#endif
    {NULL, NULL},
};

void ird_facts_register(Tcl_Interp *interp) {
    Tcl_RegisterConfig(interp, "irdrop", facts, "utf-8");
}
