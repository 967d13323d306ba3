/*
 * warning.h - what readers of the samples of an experiment should know, each with a remedy.
 *
 * Warnings are about the samples and the machine, whatever is claimed of them; they are stored with
 * the samples and stand on the page and on the terminal.  What concerns one claim only is in
 * caution.h.
 *
 * Knows of results, experiments and statistics; nothing of how runs are made.
 */
#ifndef LECTERN_WARNING_H
#define LECTERN_WARNING_H

#include "experiment.h"
#include "store.h"

/* Add to the warnings of @result, which is complete but for them. */
void warning_collect(Result *result, const Experiment *experiment);

#endif
