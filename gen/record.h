/*
 * record.h - what machines are told of a claim: one object of the site's claims.json.
 *
 * It holds where the claim stands, its sentence, what `lectern judge` prints of it, and when and on
 * which machine the samples were taken; docs/claims.schema.json says the same to programs.  To add
 * a field, add it here and there.
 *
 * Knows of evidence and JSON; nothing of files.
 */
#ifndef LECTERN_RECORD_H
#define LECTERN_RECORD_H

#include "splice.h"

/*
 * Return the record of @evidence, of a claim of the note that is spliced, as an element of a list
 * (transfer full).  @sentence is its text as one line of Markdown.
 */
char *record_new(const Splice *splice, const Evidence *evidence, const char *sentence);

#endif
