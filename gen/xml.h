/*
 * xml.h - a small tree of elements: read, look up, change, write.
 *
 * Comments, processing instructions and white space outside of <text> and <tspan> are not kept.
 *
 * Knows of the XML that GMarkup reads; nothing of what elements mean.
 */
#ifndef LECTERN_XML_H
#define LECTERN_XML_H

#include <glib.h>

/* An element, or a piece of text. */
typedef struct Xml {
	char *name;            /* NULL: text */
	char *text;            /* NULL: an element */
	GPtrArray *attributes; /* char *: name, value, name, value */
	GPtrArray *children;   /* Xml, owned */
} Xml;

/* Make an element @name, or with NULL the text @text (transfer full). */
Xml *xml_new(const char *name, char *text);
void xml_free(Xml *xml);

/* Parse @text; what is returned has the elements of the document as children. */
Xml *xml_parse(const char *text, GError **error);

/* Tell whether @xml is an element called @name. */
gboolean xml_is(const Xml *xml, const char *name);

/* Return the value of the attribute @name, or NULL. */
const char *xml_get(const Xml *xml, const char *name);

/* Set the attribute @name to @value (transfer full). */
void xml_put(Xml *xml, const char *name, char *value);

/* Remove the attribute @name, if it is there. */
void xml_drop(Xml *xml, const char *name);

/* Return the first element called @name below @xml, with the id @id unless that is NULL; or NULL.
 */
Xml *xml_find(Xml *xml, const char *name, const char *id);

/* Append @xml to @out. */
void xml_append(GString *out, const Xml *xml);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Xml, xml_free)

#endif
