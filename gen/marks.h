/*
 * marks.h - finds the marks of a text.
 *
 * Marks are found in the text of paragraphs and headings, and in captions, where cmark and the
 * scanner of inline text (inline.h) agree on what stands there, and pandoc reads it alike;
 * everything else is a finding.
 *
 * Knows of Markdown blocks and captions; nothing of what experiments, notes or files there are.
 */
#ifndef LECTERN_MARKS_H
#define LECTERN_MARKS_H

#include "mark.h"
#include "markdown.h"

/*
 * Find all marks of @markdown and add them to @marks; links to parts of the note itself go to
 * @parts.  In a caption, @caption is it and @experiment the index of its experiment; in running
 * text they are NULL and -1.
 */
void marks_find(const Markdown *markdown, const Caption *caption, int experiment, GPtrArray *marks,
                GPtrArray *parts, Diag *diag);

#endif
