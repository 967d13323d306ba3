/*
 * diag.h - findings: everything that can be wrong with what an author wrote.
 *
 * A finding is a row of findings.def (slug, severity, what it means and the way out) at a span of a
 * source.  Modules add findings and go on, so that one run reports everything; the worst one
 * decides the exit status.  To add a finding, add a row there and a golden test that provokes it.
 *
 * Knows of sources and spans; nothing of what the texts mean.
 */
#ifndef LECTERN_DIAG_H
#define LECTERN_DIAG_H

#include "source.h"
#include <stdio.h>

typedef enum Severity {
	SEVERITY_NONE, /* nothing found */
	SEVERITY_WARNING,
	SEVERITY_ERROR,
} Severity;

typedef enum FindingId {
#define FINDING(id, slug, severity, meaning) FINDING_##id,
#include "findings.def"
#undef FINDING
	FINDING_COUNT
} FindingId;

/* A row of the catalogue. */
typedef struct FindingKind {
	const char *slug; /* stable name, as in [executor-unknown] */
	Severity severity;
	const char *meaning; /* one sentence or two, for the manual */
} FindingKind;

typedef struct Finding {
	FindingId id;
	Span span;
	char *message; /* one line, no full stop */
	char *help;    /* the way out, or NULL */
} Finding;

typedef struct Diag {
	GPtrArray *findings; /* Finding, owned */
} Diag;

Diag *diag_new(void);
void diag_free(Diag *diag);

/* Return the row of @id. */
const FindingKind *finding_kind(FindingId id);

/* Find the row with the name @slug; FALSE when there is none. */
gboolean finding_find(const char *slug, FindingId *id);

/* Add a finding at @span: @format makes the message, @help (may be NULL) tells the way out. */
void diag_add(Diag *diag, Span span, FindingId id, const char *help, const char *format, ...)
	G_GNUC_PRINTF(5, 6);

/* Return the worst severity found so far. */
Severity diag_worst(const Diag *diag);

/* Return how many findings have @severity. */
guint diag_count(const Diag *diag, Severity severity);

/* Tell whether there is an error in @source. */
gboolean diag_has_error(const Diag *diag, const Source *source);

/* Move all findings of @from to @diag. */
void diag_take(Diag *diag, Diag *from);

/* Sort the findings by path and position, and forget those that say the same as others. */
void diag_settle(Diag *diag);

/* Print all findings to @out like a compiler: sorted by path and position, equal ones once. */
void diag_print(Diag *diag, FILE *out, gboolean colour);

/* Return the word of @words (NULL-terminated) nearest to @word, or NULL when none is near. */
const char *diag_nearest(const char *word, const char *const *words);

/* Return "did you mean 'NEAREST'?  (`MORE`)" or just "see `MORE`" (transfer full); @more may be
 * NULL. */
char *diag_did_you_mean(const char *word, const char *const *words, const char *more);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Diag, diag_free)

#endif
