/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Packages of nets: what lies between the ideal board and each source of a net.
 */
#ifndef IRD_CHARGE_PACKAGE_H
#define IRD_CHARGE_PACKAGE_H

#include "charge/subcircuit.h"
#include "network/transient.h"

/* Resistance and inductance in series with each source, and a capacitance from the die's
 * side of it to the ideal ground; or a subcircuit between the board and the sources of
 * the net, which are dealt to its ports at the die in their order. */
typedef struct ird_package {
    char *net;              /* that it is of; owned */
    ird_subcircuit circuit; /* owned; where it has nodes the values below do not count */
    double ohm, henry, farad;
    bool is_whole; /* of all sources together: of n each has n times resistance and
                      inductance, and its part of the capacitance */
} ird_package;

typedef struct ird_packages {
    IRD_VEC(ird_package) items;
} ird_packages; /* all zero is none */

void ird_packages_free(ird_packages *packages); /* leaves none */

/* From now on the net has this package (net and circuit are copied, package->net is not
 * looked at).
 * Raises PACKAGE_VALUE where a value is negative or not finite. */
ird_status ird_packages_set(ird_packages *packages, const char *net,
                            const ird_package *package, ird_error *err);

/* The net has none any more; whether it had one. */
bool ird_packages_forget(ird_packages *packages, const char *net);

/* What was set for the net of that name, or NULL. */
const ird_package *ird_packages_find(const ird_packages *packages, const char *net);

/* A network like another one, with nodes and their names, resistors and sources of its
 * own and all else shared, so that the other must outlive it. */
ird_status ird_network_branch(ird_network *branch, const ird_network *network,
                              ird_error *err);
void ird_network_branch_free(ird_network *branch); /* leaves an empty one */

/* Put all sources of a network, such a branch, behind the package. first_node and
 * first_resistor are the numbers of its first ones in the transient. Raises
 * PACKAGE_SOURCES where it has no source, or less than the subcircuit has ports. */
ird_status ird_charge_add_package(ird_transient *transient, ird_network *network,
                                  int32_t first_node, int32_t first_resistor,
                                  const ird_package *package, ird_error *err);

#endif
