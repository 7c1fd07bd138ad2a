#pragma once
// The few parts of libxml2 that Markup uses, and wrappers for what Swift cannot call itself.
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

/// `xmlFree` is a mutable global function pointer, which Swift 6 does not let through.
static inline void jalon_xml_free(void *pointer) { xmlFree(pointer); }
