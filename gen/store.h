/*
 * store.h - stored results: one JSON file an experiment and key, whole or not at all.
 *
 * out/data/ID-CONTENT-HOST.json, written by temporary file, fsync and rename.  CONTENT and HOST are
 * the first KEY_DIGITS hexadecimal digits of the two keys.  A file that is broken or of another
 * version is a miss, never an error.  What was measured in a hurry is called
 * ID-CONTENT-HOST-quick.json: it serves until there is the other, which takes its place.
 *
 * Knows of samples and machines; nothing of notes, plans or claims.
 */
#ifndef LECTERN_STORE_H
#define LECTERN_STORE_H

#include "machine.h"
#include "samples.h"

#define STORE_VERSION    2
#define STORE_KEY_DIGITS 16

/* Everything about one measurement of one experiment. */
typedef struct Result {
	char *id;          /* of the experiment */
	char *content;     /* key of what was measured, hexadecimal */
	char *host;        /* key of where, hexadecimal */
	gint64 time;       /* s since 1970, when it began */
	double took;       /* s */
	Machine *machine;  /* owned; its load is the one before */
	double load_after; /* load average over one minute */
	GPtrArray *tools;  /* char *, "name: version", compiler and interpreters */
	GPtrArray *facts;  /* char *, "NAME VALUE", what the runner found: tick cost, clock step */
	char *tier;        /* isolation: "limits" */
	guint64 seed;      /* of the order of runs and of all resampling */
	guint iterations, warmup, batch; /* of every run */
	gboolean final;      /* no look was left: more rounds would not have been made */
	gboolean spent;      /* the budget or the attempts ended it before a look did */
	gboolean quick;      /* measured in a hurry: few rounds, no looks */
	GPtrArray *inputs;   /* char *, "name: value", from which both keys were made, see key.h */
	GPtrArray *claims;   /* char *, the formulas that decided when to stop */
	GPtrArray *warnings; /* char * */
	char *output;        /* what the workload printed in the first run; "" when nothing */
	Samples *samples;    /* owned; runs are in the order in which they were made */
} Result;

Result *result_new(void);
void result_free(Result *result);

/* Return the file name of a result, without folder (transfer full). */
char *store_name(const char *id, const char *content, const char *host, gboolean quick);

/* Tell whether a file called @path holds what was measured in a hurry. */
gboolean store_is_quick(const char *path);

/*
 * Write @result into the folder @data, in place of the one measured in a hurry; errors:
 * G_FILE_ERROR.
 */
gboolean store_save(const char *data, const Result *result, GError **error);

/* Read the file @path; NULL when there is none or it is no result of this version. */
Result *store_load(const char *path);

/*
 * Find a stored result of @id in @data (the tracked folder @kept, which may be NULL, comes second).
 * With @host NULL any host will do, and the newest is taken; one that was measured in a hurry only
 * if there is no other.
 */
Result *store_find(const char *data, const char *kept, const char *id, const char *content,
                   const char *host);

/* Return the file from which store_find() would read (transfer full), or NULL. */
char *store_path(const char *data, const char *kept, const char *id, const char *content,
                 const char *host);

/*
 * Return when the result at @path was stored, in s since 1970: a checkout has given those in the
 * folder @kept, which may be NULL, another time.
 */
gint64 store_time(const char *path, const char *kept);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Result, result_free)

#endif
