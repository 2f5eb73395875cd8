/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/yaml_value.h"

#include <stdbool.h>
#include <string.h>

#ifdef IRD_HAS_YAML

#include <yaml.h>

/* An alias is converted again each time it is used; nine of nine of nine are a file of a
 * few lines and more values than memory holds. */
enum { DEEPEST = 32, MOST_VALUES = 1000000 };

typedef struct walk {
    yaml_document_t *document;
    size_t values;
    const char *why; /* NULL as long as all is well */
    size_t line;
} walk;

static Tcl_Obj *convert(walk *w, int index, int depth);

static bool is_null(const yaml_node_t *node) {
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    const char *text = (const char *)node->data.scalar.value;
    if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static Tcl_Obj *convert_list(walk *w, const yaml_node_t *node, int depth) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (const yaml_node_item_t *item = node->data.sequence.items.start;
         item < node->data.sequence.items.top && w->why == NULL; item++) {
        Tcl_ListObjAppendElement(NULL, list, convert(w, *item, depth));
    }
    return list;
}

static Tcl_Obj *convert_map(walk *w, const yaml_node_t *node, int depth) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top && w->why == NULL; pair++) {
        Tcl_ListObjAppendElement(NULL, list, convert(w, pair->key, depth));
        Tcl_ListObjAppendElement(NULL, list, convert(w, pair->value, depth));
    }
    return list;
}

static Tcl_Obj *convert(walk *w, int index, int depth) {
    const yaml_node_t *node = yaml_document_get_node(w->document, index);
    size_t line = node->start_mark.line + 1;
    if (depth > DEEPEST || ++w->values > MOST_VALUES) {
        w->why =
            depth > DEEPEST ? "it is nested too deep" : "its aliases make it too large";
        w->line = line;
        return Tcl_NewObj();
    }
    const char *kind = "null";
    Tcl_Obj *value = NULL;
    if (node->type == YAML_SEQUENCE_NODE) {
        kind = "list";
        value = convert_list(w, node, depth + 1);
    } else if (node->type == YAML_MAPPING_NODE) {
        kind = "map";
        value = convert_map(w, node, depth + 1);
    } else if (is_null(node)) {
        value = Tcl_NewObj();
    } else {
        kind = "text";
        value = Tcl_NewStringObj((const char *)node->data.scalar.value,
                                 (Tcl_Size)node->data.scalar.length);
    }
    Tcl_Obj *words[] = {Tcl_NewStringObj(kind, -1), Tcl_NewWideIntObj((Tcl_WideInt)line),
                        value};
    return Tcl_NewListObj(3, words);
}

static Tcl_Obj *tell(const char *why) {
    Tcl_Obj *text = Tcl_NewStringObj(why, -1);
    Tcl_IncrRefCount(text);
    return text;
}

/* The next document; false where the parser does not get through it. */
static bool load(yaml_parser_t *parser, yaml_document_t *document, Tcl_Obj **why,
                 size_t *line) {
    if (yaml_parser_load(parser, document)) {
        return true;
    }
    *why = tell(parser->problem != NULL ? parser->problem : "memory ran out");
    *line = parser->problem_mark.line + 1;
    if (parser->context != NULL) {
        Tcl_AppendStringsToObj(*why, ", ", parser->context, (char *)NULL);
    }
    return false;
}

static Tcl_Obj *convert_document(yaml_document_t *document, Tcl_Obj **why, size_t *line) {
    walk w = {.document = document};
    if (yaml_document_get_root_node(document) == NULL) {
        *why = tell("there is nothing in it");
        *line = 1;
        return NULL;
    }
    Tcl_Obj *value = convert(&w, 1, 0);
    if (w.why != NULL) {
        Tcl_IncrRefCount(value);
        Tcl_DecrRefCount(value);
        *why = tell(w.why);
        *line = w.line;
        return NULL;
    }
    return value;
}

/* NULL, where another document follows the one that was read. */
static Tcl_Obj *end(yaml_parser_t *parser, Tcl_Obj *value, Tcl_Obj **why, size_t *line) {
    yaml_document_t next;
    if (value == NULL) {
        return NULL;
    }
    bool is_good = load(parser, &next, why, line);
    if (is_good) {
        const yaml_node_t *root = yaml_document_get_root_node(&next);
        if (root != NULL) {
            *why = tell("a second document begins here; one file is one document");
            *line = root->start_mark.line + 1;
            is_good = false;
        }
        yaml_document_delete(&next);
    }
    if (!is_good) {
        Tcl_IncrRefCount(value);
        Tcl_DecrRefCount(value);
        return NULL;
    }
    return value;
}

Tcl_Obj *ird_yaml_value(const char *text, Tcl_Size size, Tcl_Obj **why, size_t *line) {
    yaml_parser_t parser;
    yaml_document_t document;
    Tcl_Obj *value = NULL;
    if (!yaml_parser_initialize(&parser)) {
        *why = tell("memory ran out");
        *line = 1;
        return NULL;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, (size_t)size);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    if (load(&parser, &document, why, line)) {
        value = convert_document(&document, why, line);
        yaml_document_delete(&document);
        value = end(&parser, value, why, line);
    }
    yaml_parser_delete(&parser);
    return value;
}

#else

Tcl_Obj *ird_yaml_value(const char *text, Tcl_Size size, Tcl_Obj **why, size_t *line) {
    (void)text;
    (void)size;
    *why =
        Tcl_NewStringObj("YAML cannot be read, for libyaml was missing when irdrop was "
                         "built; install libyaml-dev and build it again, or write the "
                         "sweep as CSV",
                         -1);
    Tcl_IncrRefCount(*why);
    *line = 1;
    return NULL;
}

#endif
