/*
 * provenance.h - where a result comes from: its keys, the machine, tools, seed, what decided.
 *
 * Knows of plans and results; nothing of runs or samples.
 */
#ifndef LECTERN_PROVENANCE_H
#define LECTERN_PROVENANCE_H

#include "session.h"

/* Begin a result of @item, without samples yet: all that is known before the first run. */
Result *provenance_begin(const Tooling *tooling, const PlanItem *item, guint64 seed);

#endif
