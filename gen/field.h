/*
 * field.h - YAML values read as what they are meant to be: numbers, durations, sizes, words, lists.
 *
 * Every reader takes a value, the name of the key it stands for and the limits, stores the result
 * and returns TRUE; or it adds a finding at the value that says what it takes, leaves the result
 * untouched and returns FALSE.  Amounts have units: a bare `20` is no duration.
 *
 * Knows of YAML trees; nothing of what keys mean.
 */
#ifndef LECTERN_FIELD_H
#define LECTERN_FIELD_H

#include "yaml.h"

/* Read a text that is not empty; what YAML cut off as a comment is a finding (transfer full). */
gboolean field_text(const Yaml *value, const char *name, Diag *diag, char **text);

/* Read the address of a site, see address_is_site() (transfer full). */
gboolean field_site(const Yaml *value, const char *name, Diag *diag, char **address);

/* Read a single word or number as the author wrote it (transfer full). */
gboolean field_word(const Yaml *value, const char *name, Diag *diag, char **word);

/* Read one of @words (NULL-terminated); its index goes to @index. */
gboolean field_choice(const Yaml *value, const char *name, const char *const *words, Diag *diag,
                      guint *index);

gboolean field_boolean(const Yaml *value, const char *name, Diag *diag, gboolean *answer);

/* Read a whole number from @min to @max. */
gboolean field_count(const Yaml *value, const char *name, guint64 min, guint64 max, Diag *diag,
                     guint64 *count);

/* Read a fraction from @min to @max: "0.05" or "5 %". */
gboolean field_fraction(const Yaml *value, const char *name, double min, double max, Diag *diag,
                        double *fraction);

/* Read a duration from @min to @max, in s: "200 ms", "2s", "30 days". */
gboolean field_duration(const Yaml *value, const char *name, double min, double max, Diag *diag,
                        double *seconds);

/* Read an amount of memory from @min to @max, in B: "64 MiB". */
gboolean field_size(const Yaml *value, const char *name, guint64 min, guint64 max, Diag *diag,
                    guint64 *bytes);

/*
 * Return the items of a list, or the value itself where a list of one is written as a word; NULL
 * after a finding, also for an empty list.  const Yaml *, scalars that are not empty (transfer
 * full).
 */
GPtrArray *field_items(const Yaml *value, const char *name, Diag *diag);

/* Return @seconds or @bytes for people: "20 ms", "64 MiB" (transfer full). */
char *field_show_duration(double seconds);
char *field_show_size(guint64 bytes);

#endif
