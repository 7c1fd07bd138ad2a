#pragma once
// The few parts of libxml2 that Markup uses, and wrappers for what Swift cannot call itself.
#include <libxml/xmlversion.h>
// Debian's libxml2 shows ICU's headers, which contradict those that Foundation carries; nothing here
// needs the converters that they describe.
#undef LIBXML_ICU_ENABLED
#include <stdlib.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

/// `xmlFree` is a mutable global function pointer, which Swift 6 does not let through.
static inline void jalon_xml_free(void *pointer) { xmlFree(pointer); }

/// Denies every external entity and DTD, whatever the parser options say.
static inline xmlParserInputPtr jalon_xml_deny_entity(
    const char *url, const char *identifier, xmlParserCtxtPtr context) {
  (void)url;
  (void)identifier;
  (void)context;
  return NULL;
}

/// To be called once, before the first parse and from one thread.
static inline void jalon_xml_prepare(void) {
  xmlInitParser();
  xmlSetExternalEntityLoader(jalon_xml_deny_entity);
}

/// Keeps the first error of a parse: those behind it are often only its consequences.
static inline void jalon_xml_keep_first_error(void *context, xmlErrorPtr error) {
  xmlParserCtxtPtr parser = (xmlParserCtxtPtr)context;
  if (parser->_private != NULL || error->level < XML_ERR_ERROR) return;
  xmlErrorPtr copy = (xmlErrorPtr)calloc(1, sizeof(xmlError));
  if (copy == NULL) return;
  if (xmlCopyError(error, copy) == 0) {
    parser->_private = copy;
  } else {
    free(copy);
  }
}

/// To be called before a parse.
static inline void jalon_xml_watch_errors(xmlParserCtxtPtr parser) {
  parser->_private = NULL;
  parser->sax->serror = (xmlStructuredErrorFunc)jalon_xml_keep_first_error;
}

/// The first error of the parse, or NULL.
static inline xmlErrorPtr jalon_xml_first_error(xmlParserCtxtPtr parser) {
  return (xmlErrorPtr)parser->_private;
}

/// Frees the context with the error that it keeps.
static inline void jalon_xml_free_parser(xmlParserCtxtPtr parser) {
  xmlErrorPtr first = jalon_xml_first_error(parser);
  if (first != NULL) {
    xmlResetError(first);
    free(first);
  }
  xmlFreeParserCtxt(parser);
}
