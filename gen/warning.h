/*
 * warning.h - what readers of the samples of an experiment should know, each with a remedy.
 *
 * Warnings are about the samples and the machine, whatever is claimed of them; they are stored with
 * the samples and stand on the page, and on the terminal when they are new.  What concerns one
 * claim only is in caution.h.  There is one warning a kind, with the figure that shows it; it names
 * what it concerns, but at most three.  Sound samples of a quiet machine have none: what is looked
 * for in noise is in series.h.
 *
 * To add a warning, add a function to the table of checks, and a case to its test.
 * Knows of results, experiments and statistics; nothing of how runs are made.
 */
#ifndef LECTERN_WARNING_H
#define LECTERN_WARNING_H

#include "experiment.h"
#include "store.h"

/* Add to the warnings of @result, which is complete but for them. */
void warning_collect(Result *result, const Experiment *experiment);

#endif
