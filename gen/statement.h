/*
 * statement.h - the statements that a course examines: what it sets out to show, before any note.
 *
 * course.yaml lists them by id, a claim says which one it backs by `claim:ID#STATEMENT`, and
 * `[](course:statements)`, in a paragraph of its own, becomes a table of all with their claims.
 *
 * Knows of YAML; nothing of notes or claims.
 */
#ifndef LECTERN_STATEMENT_H
#define LECTERN_STATEMENT_H

#include "yaml.h"

/* More of them are no course any more. */
#define STATEMENT_MAX 1000

typedef struct Statement {
	char *id;      /* [A-Za-z][A-Za-z0-9-]*, as course.yaml has it: "S4" */
	char *text;    /* Markdown, one line */
	Span id_span;  /* in course.yaml */
	guint claimed; /* how many claims back it */
} Statement;

/*
 * Return the statements of @map, the value of the key `statements` or NULL (Statement, owned, in
 * its order, transfer full); what is wrong with it is a finding.
 */
GPtrArray *statements_read(const Yaml *map, Diag *diag);

/* Return the statement called @id, or NULL (borrowed). */
Statement *statements_find(const GPtrArray *statements, const char *id);

/*
 * Count the claim at @where for the statement @id of @statements; a finding, with the nearest one,
 * when there is none.
 */
void statements_claim(const GPtrArray *statements, const char *id, Span where, Diag *diag);

/* Add a finding for every statement that no claim backs. */
void statements_check(const GPtrArray *statements, Diag *diag);

#endif
