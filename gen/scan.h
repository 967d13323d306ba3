/*
 * scan.h - the cursor over the text of a formula: names, numbers, levels, signs.
 *
 * Functions that take something skip spaces before it, and leave the cursor where it was when it
 * does not come next, spaces aside.  The first finding ends the parsing of a formula; later ones
 * are dropped.
 *
 * Knows of findings and formulas' texts; nothing of the grammar.
 */
#ifndef LECTERN_SCAN_H
#define LECTERN_SCAN_H

#include "diag.h"
#include "tree.h"

typedef struct Scan {
	const char *text;
	gsize at;         /* the next byte */
	guint depth;      /* of parentheses, calls and signs */
	gboolean failed;  /* a finding has been added: stop */
	Formula *formula; /* being filled */
	Diag *diag;
} Scan;

/* Add the first finding of the formula, at bytes @start to @end; return NULL. */
gpointer scan_fail(Scan *scan, FindingId id, gsize start, gsize end, const char *help,
                   const char *format, ...) G_GNUC_PRINTF(6, 7);

/* Complain that something other than @expected comes next; return NULL. */
gpointer scan_unexpected(Scan *scan, const char *expected);

void scan_spaces(Scan *scan);

/* Return the end of the name at @at: letters, digits, "_", and "-" between them. */
gsize scan_name_end(const char *text, gsize at);

/* Return the end of the number at @at; @at when there is none. */
gsize scan_number_end(const char *text, gsize at);

/* Return the end of what stands at the cursor, for a finding about it. */
gsize scan_token_end(const Scan *scan);

/* Take the sign @sign, or the word @word, if it comes next. */
gboolean scan_take(Scan *scan, const char *sign);
gboolean scan_word(Scan *scan, const char *word);

/* Tell whether the word @word comes next. */
gboolean scan_sees_word(Scan *scan, const char *word);

/* Take an operator that compares, if one comes next. */
gboolean scan_operator(Scan *scan, CompareOp *op);

/*
 * Take a unit, and tell by what numbers before it are divided, and their unit.  Return it as
 * readers see it; NULL when there is none, or a word that is no unit: then it complains.
 */
const char *scan_unit(Scan *scan, double *divisor, Unit *unit);

/* Take the ")" of the "(" at @open, or complain. */
gboolean scan_close(Scan *scan, gsize open);

/* Take a name, bare or quoted (transfer full), or complain that @expected is missing. */
char *scan_name(Scan *scan, const char *expected);

/* Take a level: letters, digits and _./- or a quoted string (transfer full), or complain. */
char *scan_level(Scan *scan);

#endif
