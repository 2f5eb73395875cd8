/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/xml/document.h"

#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <libxml/relaxng.h>
#include <stdbool.h>
#include <string.h>

enum { SIZE_LIMIT = 4 << 20 };

/* libxml2 2.12 made it const. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *xml_error;
#else
typedef xmlError *xml_error;
#endif

/* What went wrong first. */
typedef struct complaint {
    const ird_document_kind *kind;
    const char *path;
    ird_status status; /* IRD_OK while there is none */
    ird_error *err;
} complaint;

/* A message of libxml2 ends with a newline and may hold more. */
static int first_line(const char *message) {
    return (int)strcspn(message, "\n");
}

static void complain(complaint *c, ird_status status, xml_error error) {
    if (c->status != IRD_OK) {
        return;
    }
    if (error->code == XML_ERR_NO_MEMORY) {
        c->status = ird_fail_memory(c->err, c->kind->doing);
        return;
    }
    const char *message = error->message != NULL ? error->message : "damaged";
    c->status = ird_fail_at(c->err, status, c->path, error->line,
                            "%s: %.*s; check the file by xmllint -relaxng %s",
                            status == c->kind->raises.xml ? "not well-formed XML"
                                                          : "not as the schema has it",
                            first_line(message), message, c->kind->schema_name);
}

static void note_parser_error(void *data, xml_error error) {
    xmlParserCtxt *parser = data;
    complaint *c = parser->_private;
    complain(c, c->kind->raises.xml, error);
}

static void note_schema_error(void *data, xml_error error) {
    complaint *c = data;
    complain(c, c->kind->raises.schema, error);
}

/* Stands in for the handler of <!DOCTYPE, and is called before anything in it is read. */
static void refuse_doctype(void *data, const xmlChar *name, const xmlChar *external,
                           const xmlChar *system) {
    (void)external;
    (void)system;
    xmlParserCtxt *parser = data;
    complaint *c = parser->_private;
    if (c->status == IRD_OK) {
        c->status = ird_fail_at(c->err, c->kind->raises.doctype, c->path,
                                xmlSAX2GetLineNumber(parser),
                                "%s %s no <!DOCTYPE %.100s>, and hence no entities; "
                                "delete it",
                                c->kind->what, c->kind->has, (const char *)name);
    }
    xmlStopParser(parser);
}

ird_status ird_document_parse(xmlDoc **document, const ird_document_kind *kind,
                              const char *path, const char *data, size_t size,
                              ird_error *err) {
    complaint c = {kind, path, IRD_OK, err};
    if (size > SIZE_LIMIT) {
        return ird_fail_at(err, kind->raises.size, path, 0,
                           "the file has %zu bytes, %s at most %d; give that of one "
                           "design",
                           size, kind->what, SIZE_LIMIT);
    }
    xmlInitParser();
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (parser == NULL) {
        return ird_fail_memory(err, kind->doing);
    }
    parser->_private = &c;
    parser->sax->serror = note_parser_error;
    parser->sax->internalSubset = refuse_doctype;
    xmlDoc *made = xmlCtxtReadMemory(parser, data, (int)size, NULL, NULL,
                                     XML_PARSE_NONET | XML_PARSE_BIG_LINES);
    xmlFreeParserCtxt(parser);
    if (c.status == IRD_OK && made == NULL) {
        c.status = ird_fail_memory(err, kind->doing);
    }
    if (c.status != IRD_OK) {
        xmlFreeDoc(made);
        return c.status;
    }
    *document = made;
    return IRD_OK;
}

ird_status ird_document_validate(xmlDoc *document, const ird_document_kind *kind,
                                 const char *path, ird_error *err) {
    complaint c = {kind, path, IRD_OK, err};
    xmlRelaxNG *schema = NULL;
    xmlRelaxNGValidCtxt *validator = NULL;
    xmlRelaxNGParserCtxt *parser =
        xmlRelaxNGNewMemParserCtxt(kind->schema, (int)kind->schema_size);
    if (parser != NULL) {
        xmlRelaxNGSetParserStructuredErrors(parser, note_schema_error, &c);
        schema = xmlRelaxNGParse(parser);
    }
    if (schema != NULL) {
        validator = xmlRelaxNGNewValidCtxt(schema);
    }
    int verdict = -1;
    if (validator != NULL) {
        xmlRelaxNGSetValidStructuredErrors(validator, note_schema_error, &c);
        verdict = xmlRelaxNGValidateDoc(validator, document);
    }
    if (verdict < 0 && c.status == IRD_OK) {
        c.status = ird_fail_memory(err, kind->doing);
    } else if (verdict > 0 && c.status == IRD_OK) {
        c.status = ird_fail_at(err, kind->raises.schema, path, 0,
                               "not as the schema %s has it", kind->schema_name);
    }
    xmlRelaxNGFreeValidCtxt(validator);
    xmlRelaxNGFree(schema);
    xmlRelaxNGFreeParserCtxt(parser);
    return c.status;
}
