/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A rules file as a tree of libxml2, safely: nothing outside the file is read, and a
 * document type, without which there are no entities, is refused. Internal to gate/.
 */
#ifndef IRD_GATE_DOCUMENT_H
#define IRD_GATE_DOCUMENT_H

#include <libxml/tree.h>

#include "base/error.h"

/* Free document with xmlFreeDoc. Raises RULES_SIZE, RULES_XML, RULES_DOCTYPE. */
ird_status ird_document_parse(xmlDoc **document, const char *path, const char *data,
                              size_t size, ird_error *err);

/* Hold the document against the schema that irdrop ships. Raises RULES_SCHEMA. */
ird_status ird_document_validate(xmlDoc *document, const char *path, ird_error *err);

#endif
