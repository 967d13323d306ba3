/*
 * address.h - where the published site stands: addresses of it and of its pages.
 *
 * Knows of text only.
 */
#ifndef LECTERN_ADDRESS_H
#define LECTERN_ADDRESS_H

#include <glib.h>

/* Tell whether @text can be the address of a site: http or https, a host, no query, no fragment. */
gboolean address_is_site(const char *text);

/*
 * Return the full address of the page @file ("04-gil.html") of the site at @base, as a link to it
 * is best written: the start page is the folder itself (transfer full).  NULL without @base.
 */
char *address_page(const char *base, const char *file);

/*
 * Return the path of the site at @base on its host, "/course/": before it, links are right at any
 * depth (transfer full).  "" without @base.
 */
char *address_root(const char *base);

#endif
