/*
 * factors.h - the options that are factors: executors, workers, python, start-method, release and
 * params; and the design that they make.
 *
 * Knows of YAML values and experiments; nothing of the other options.
 */
#ifndef LECTERN_FACTORS_H
#define LECTERN_FACTORS_H

#include "experiment.h"
#include "yaml.h"

/* Read an option into @experiment; what is no good is a finding and changes nothing. */
void factors_read_executors(Experiment *experiment, const Yaml *value, Diag *diag);
void factors_read_workers(Experiment *experiment, const Yaml *value, Diag *diag);
void factors_read_python(Experiment *experiment, const Yaml *value, Diag *diag);
void factors_read_start_method(Experiment *experiment, const Yaml *value, Diag *diag);
void factors_read_release(Experiment *experiment, const Yaml *value, Diag *diag);
void factors_read_params(Experiment *experiment, const Yaml *value, Diag *diag);

/*
 * Make the design: workers, then those of python, start-method and release that have several
 * levels, then params; a condition for each element of the product, executors outermost.  Levels
 * that the language does not have, and too many conditions, are findings; there is always one
 * condition, and never more than the limit.
 */
void factors_make_design(Experiment *experiment, Diag *diag);

/* Return the start methods of @language, NULL-terminated, static. */
const char *const *factors_start_methods(Language language);

#endif
