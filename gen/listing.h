/*
 * listing.h - which notes a folder has, in the order that course.yaml gives them.
 *
 * Knows of YAML trees; nothing of what is in notes.
 */
#ifndef LECTERN_LISTING_H
#define LECTERN_LISTING_H

#include "yaml.h"

/*
 * Return the names of the notes in @folder, without ending: index, then those of the key `order` of
 * @settings (may be NULL), then the others by name (char *; transfer full).  Errors: G_FILE_ERROR.
 */
GPtrArray *listing_make(const char *folder, const Yaml *settings, Diag *diag, GError **error);

/* Return the names of the notes in @folder, without ending, sorted, likewise. */
GPtrArray *listing_names(const char *folder, GError **error);

#endif
