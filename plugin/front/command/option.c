/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/option.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "command/suggest.h"

typedef struct unit {
    const char *name;
    double factor;
} unit;

static const unit no_units[] = {{NULL, 0.0}};
static const unit power_units[] = {{"W", 1.0},   {"mW", 1e-3},  {"uW", 1e-6},
                                   {"nW", 1e-9}, {"pW", 1e-12}, {NULL, 0.0}};
static const unit voltage_units[] = {{"V", 1.0}, {"mV", 1e-3}, {"uV", 1e-6}, {NULL, 0.0}};

/* Of a number whose value is named so in the table of options. */
typedef struct unit_family {
    const char *value;
    const unit *units;
    const char *wanted;
} unit_family;

#define WANTED_TIME ", or one with s, ms, us, ns, ps or fs"
#define WANTED_FARAD ", or one with F, uF, nF, pF, fF or aF"
#define WANTED_HENRY ", or one with H, uH, nH, pH or fH"
#define WANTED_OHM ", or one with ohm, mohm, kohm or Mohm"
#define WANTED_METRE ", or one with um, nm or mm"

static const unit ns_units[] = {{"s", 1e9},   {"ms", 1e6},  {"us", 1e3}, {"ns", 1.0},
                                {"ps", 1e-3}, {"fs", 1e-6}, {NULL, 0.0}};
static const unit ps_units[] = {{"s", 1e12}, {"ms", 1e9},  {"us", 1e6}, {"ns", 1e3},
                                {"ps", 1.0}, {"fs", 1e-3}, {NULL, 0.0}};
static const unit ff_units[] = {{"F", 1e15}, {"uF", 1e9},  {"nF", 1e6}, {"pF", 1e3},
                                {"fF", 1.0}, {"aF", 1e-3}, {NULL, 0.0}};
static const unit pf_units[] = {{"F", 1e12},  {"uF", 1e6},  {"nF", 1e3}, {"pF", 1.0},
                                {"fF", 1e-3}, {"aF", 1e-6}, {NULL, 0.0}};
static const unit ph_units[] = {{"H", 1e12}, {"uH", 1e6},  {"nH", 1e3},
                                {"pH", 1.0}, {"fH", 1e-3}, {NULL, 0.0}};
static const unit ohm_units[] = {
    {"ohm", 1.0}, {"mohm", 1e-3}, {"kohm", 1e3}, {"Mohm", 1e6}, {NULL, 0.0}};
static const unit um_units[] = {{"um", 1.0}, {"nm", 1e-3}, {"mm", 1e3}, {NULL, 0.0}};
static const unit_family unit_families[] = {
    {"NS", ns_units, "a number of ns" WANTED_TIME},
    {"PS", ps_units, "a number of ps" WANTED_TIME},
    {"FF", ff_units, "a number of fF" WANTED_FARAD},
    {"PF", pf_units, "a number of pF" WANTED_FARAD},
    {"PH", ph_units, "a number of pH" WANTED_HENRY},
    {"OHM", ohm_units, "a number of ohm" WANTED_OHM},
    {"UM", um_units, "a number of um" WANTED_METRE},
    {"", no_units, "a number"},
};

static const unit_family *family_of(const ird_option *option) {
    const unit_family *family = unit_families;
    const char *value = option->value != NULL ? option->value : "";
    while (family->value[0] != '\0' && strcmp(family->value, value) != 0) {
        family++;
    }
    return family;
}

static int fail_value(ird_context *context, const ird_option *option, Tcl_Obj *value,
                      const char *wanted) {
    ird_error err;
    Tcl_DString native;
    ird_tcl_native(value, &native);
    ird_fail(&err, IRD_OPTION_VALUE, "option %s cannot be \"%.100s\"; give %s",
             option->name, Tcl_DStringValue(&native), wanted);
    Tcl_DStringFree(&native);
    ird_error_detail(&err, option->name, strlen(option->name));
    return ird_tcl_fail(context, &err);
}

static size_t trim(const char *text, size_t size) {
    while (size > 0 && text[size - 1] == ' ') {
        size--;
    }
    return size;
}

/* The number and, behind it, one of the units (or none: factor 1). False for anything
 * else, NaN and infinity included. */
static bool parse_quantity(Tcl_Obj *value, const unit *units, double *number) {
    Tcl_Size length;
    const char *text = Tcl_GetStringFromObj(value, &length);
    size_t size = trim(text, (size_t)length);
    size_t digits = size;
    while (digits > 0 && isalpha((unsigned char)text[digits - 1]) != 0) {
        digits--;
    }
    double factor = 1.0;
    if (digits < size) {
        const unit *u = units;
        while (u->name != NULL && (strlen(u->name) != size - digits ||
                                   strncmp(u->name, text + digits, size - digits) != 0)) {
            u++;
        }
        if (u->name == NULL) {
            return false;
        }
        factor = u->factor;
    }
    double plain;
    if (!ird_number_parse(text, trim(text, digits), &plain) ||
        !isfinite(plain * factor)) {
        return false;
    }
    *number = plain * factor;
    return true;
}

static int store_number(ird_context *context, const ird_option *option, Tcl_Obj *value,
                        const unit *units, const char *wanted,
                        ird_number_option *member) {
    if (!parse_quantity(value, units, &member->value)) {
        return fail_value(context, option, value, wanted);
    }
    member->given = true;
    return TCL_OK;
}

static int store_level(ird_context *context, const ird_option *option, Tcl_Obj *value,
                       ird_level_option *member) {
    Tcl_Size length;
    const char *text = Tcl_GetStringFromObj(value, &length);
    size_t size = trim(text, (size_t)length);
    bool has_unit = size > 0 && isalpha((unsigned char)text[size - 1]) != 0;
    bool is_percent = size > 0 && text[size - 1] == '%';
    double number;
    bool is_good =
        is_percent ? ird_number_parse(text, trim(text, size - 1), &number)
                   : parse_quantity(value, has_unit ? voltage_units : no_units, &number);
    if (!is_good || !isfinite(number)) {
        return fail_value(context, option, value,
                          "a voltage as in 8mV, a part of the supply as in 5%, or a "
                          "number in the unit of the map");
    }
    *member = (ird_level_option){true, has_unit, is_percent, number};
    return TCL_OK;
}

static int store_count(ird_context *context, const ird_option *option, Tcl_Obj *value,
                       ird_count_option *member) {
    Tcl_WideInt number;
    if (Tcl_GetWideIntFromObj(NULL, value, &number) != TCL_OK || number < 0) {
        return fail_value(context, option, value, "a whole number, 0 or more");
    }
    *member = (ird_count_option){.given = true, .value = (size_t)number};
    return TCL_OK;
}

/* "one of text, json or csv; did you mean json?" */
static int fail_choice(ird_context *context, const ird_option *option, Tcl_Obj *value) {
    char wanted[500] = "one of ";
    char meant[100];
    size_t used = strlen(wanted);
    ird_suggestion best = {.word = Tcl_GetString(value)};
    for (size_t i = 0; option->choices[i] != NULL && used < sizeof wanted; i++) {
        const char *before = i == 0 ? "" : option->choices[i + 1] == NULL ? " or " : ", ";
        used += (size_t)snprintf(wanted + used, sizeof wanted - used, "%s%s", before,
                                 option->choices[i]);
        ird_suggest(&best, option->choices[i]);
    }
    if (used < sizeof wanted) {
        snprintf(wanted + used, sizeof wanted - used, "%s",
                 ird_suggestion_text(&best, meant, sizeof meant));
    }
    return fail_value(context, option, value, wanted);
}

static int store_choice(ird_context *context, const ird_option *option, Tcl_Obj *value,
                        ird_count_option *member) {
    int index;
    if (Tcl_GetIndexFromObjStruct(NULL, value, option->choices, sizeof *option->choices,
                                  option->name + 1, 0, &index) != TCL_OK) {
        return fail_choice(context, option, value);
    }
    *member = (ird_count_option){.given = true, .value = (size_t)index};
    return TCL_OK;
}

int ird_option_store(ird_context *context, const ird_option *option, Tcl_Obj *value,
                     void *member) {
    switch (option->type) {
    case IRD_OPTION_FLAG:
        *(bool *)member = true;
        return TCL_OK;
    case IRD_OPTION_TEXT:
        *(Tcl_Obj **)member = value;
        return TCL_OK;
    case IRD_OPTION_COUNT:
        return store_count(context, option, value, member);
    case IRD_OPTION_CHOICE:
        return store_choice(context, option, value, member);
    case IRD_OPTION_POWER:
        return store_number(context, option, value, power_units,
                            "a number of W, or one with W, mW, uW, nW or pW", member);
    case IRD_OPTION_VOLTAGE:
        return store_number(context, option, value, voltage_units,
                            "a number of V, or one with V, mV or uV", member);
    case IRD_OPTION_LEVEL:
        return store_level(context, option, value, member);
    case IRD_OPTION_NUMBER:
        break;
    }
    const unit_family *family = family_of(option);
    return store_number(context, option, value, family->units, family->wanted, member);
}
