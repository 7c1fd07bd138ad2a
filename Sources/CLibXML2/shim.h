#pragma once
// The few parts of libxml2 that Markup uses, and wrappers for what Swift cannot call itself.
#include <libxml/xmlversion.h>
// Debian's libxml2 shows ICU's headers, which contradict those that Foundation carries; nothing here
// needs the converters that they describe.
#undef LIBXML_ICU_ENABLED
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
