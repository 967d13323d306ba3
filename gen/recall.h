/*
 * recall.h - lists of inputs that many outputs share, kept under their keys.
 *
 * Outputs remember the key; what was in the list tells `lectern explain` what has changed.
 *
 * Knows of inputs and files.
 */
#ifndef LECTERN_RECALL_H
#define LECTERN_RECALL_H

#include "inputs.h"

/* Keep @inputs in @folder under their key @key, unless they are there.  Errors: G_FILE_ERROR. */
gboolean recall_keep(const char *folder, const char *key, const GPtrArray *inputs, GError **error);

/* Return what was kept under @key, or NULL (transfer full). */
GPtrArray *recall_find(const char *folder, const char *key);

/* Delete all lists but those whose keys are in the set @keys. */
void recall_prune(const char *folder, GHashTable *keys);

#endif
