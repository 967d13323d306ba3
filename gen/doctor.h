/*
 * doctor.h - whether a machine is fit to measure: what was found, what it spoils, what to do.
 *
 * A check is a row of the table in doctor.c, area, name and a function that judges given facts; to
 * add one, add a row, and a fact if it needs a new one.
 *
 * Knows of facts only: it reads nothing and changes nothing.
 */
#ifndef LECTERN_DOCTOR_H
#define LECTERN_DOCTOR_H

#include "facts.h"
#include "remark.h"

/* Apply all checks to @facts (Remark, owned, in the order of the table). */
GPtrArray *doctor_examine(const Facts *facts);

#endif
