/*
 * option.h - the table of options that blocks take, in front matter and course.yaml, too.
 *
 * An option is a row: name, what it takes, default, meaning, where it may stand, and the function
 * that reads its value into a field of Experiment.  Adding an option is a field there and a row
 * here; `lectern list options`, the hints and the manual come from the table.
 *
 * Knows of YAML trees and experiments; nothing of Markdown or of running.
 */
#ifndef LECTERN_OPTION_H
#define LECTERN_OPTION_H

#include "experiment.h"
#include "yaml.h"

/* Where an option may stand, and what it is good for. */
typedef enum OptionScope {
	OPTION_MEASURED = 1 << 0, /* blocks that are .experiment */
	OPTION_RUN = 1 << 1,      /* blocks that are .run */
	OPTION_OWN = 1 << 2,      /* of one block: no default for others */
	OPTION_C = 1 << 3,        /* workloads in C only */
} OptionScope;

typedef struct Option {
	const char *name;    /* as notes write it */
	const char *takes;   /* kind of value, for people: "duration" */
	const char *initial; /* default, for people */
	const char *meaning; /* one sentence */
	guint scope;         /* OptionScope, or-ed */
	void (*read)(const struct Option *option, const Yaml *value, Experiment *experiment,
	             Diag *diag);
	gsize field;              /* offset in Experiment of what the common readers fill in */
	double min, max;          /* limits of what the common readers take */
	const char *const *words; /* choices, NULL-terminated, or NULL */
} Option;

/* Return all rows; the count goes to @n. */
const Option *option_table(guint *n);

/* Return the names of all rows, NULL-terminated, static. */
const char *const *option_names(void);

/* Set the defaults that hold where nothing else is said. */
void option_reset(Experiment *experiment);

/*
 * Read all options of @map into @experiment; unknown ones and bad values are findings.  @own: the
 * map is the block's own and not a set of defaults.
 */
void option_read(Experiment *experiment, const Yaml *map, gboolean own, Diag *diag);

/* Report what is wrong with a set of defaults, once, whatever blocks will make of it. */
void option_check_defaults(const Yaml *map, Diag *diag);

/*
 * Finish @experiment when all options are read: make its design and report options that contradict
 * each other or name what it does not have.  @recorded is the text in which metrics of the
 * workload's own must be found, or NULL.
 */
void option_finish(Experiment *experiment, const char *recorded, Diag *diag);

#endif
