/*
 * experiment.h - an experiment block: what its options say, typed, and its design.
 *
 * The fields are filled by the table of options (option.h); a new option is a field here and a row
 * there.
 *
 * Knows of designs, executors and metrics; nothing of YAML, of Markdown or of running.
 */
#ifndef LECTERN_EXPERIMENT_H
#define LECTERN_EXPERIMENT_H

#include "design.h"
#include "executor.h"
#include "metric.h"
#include "source.h"

/* Limits of what a note can ask for; a larger value is a finding that names them. */
#define EXPERIMENT_MAX_WORKERS    256
#define EXPERIMENT_MAX_CONDITIONS 200
#define EXPERIMENT_MAX_ROUNDS     1000
#define EXPERIMENT_MAX_ITERATIONS 100000

/* A caption: Markdown with claims and values of its own, and where it stands in the note. */
typedef struct Caption {
	char *text;     /* NULL: none */
	Span span;      /* of the value in the note; its bytes differ from `text` if it is quoted */
	Source *source; /* `text` once more, for the spans of the marks in it; owned; NULL: none */
	GArray *offsets; /* gsize: offset in the note of each byte of `text`, and of its end */
} Caption;

typedef struct Experiment {
	char *id;          /* [a-z][a-z0-9-]*, unique in the course */
	Span id_span;      /* where the info string names it */
	Span block;        /* the whole fenced block, fences and prefixes included */
	Span info;         /* the info string */
	char *prefix;      /* what each following line of the block starts with, in a list or quote:
	                    * "> ", "  "; what is spliced in needs it, too */
	gboolean sound;    /* its options are right; FALSE: do not judge formulas by them */
	Language language; /* of the block's code or of the shared workload */
	char *workload;    /* name of a shared workload; NULL: the block's own code */
	Span workload_span;
	char *workload_path; /* its file, or NULL */
	char *code;          /* the block's code without option lines; "" when there is none */
	guint code_line;     /* line of the note on which `code` starts */
	gboolean snippet;    /* `.run`: run once, show its output; nothing below but echo, limits */

	Design *design;       /* factors and conditions; the plan adds implied ones */
	GPtrArray *executors; /* const Executor *, as asked for; at least one */
	GPtrArray *workers;   /* char *, levels; at least one */
	GPtrArray *pythons;   /* char *: versions or paths asked for; empty: the first python3 */
	GPtrArray *start_methods; /* char *; at least one */
	GPtrArray *releases;      /* char *: "true", "false"; at least one */
	GPtrArray *params;        /* Factor, owned: further factors, given to the workload */

	Caption fig_cap, fig_alt, tbl_cap;
	double duration;    /* s; 0: until work returns */
	char *metric;       /* what the figure shows */
	GPtrArray *metrics; /* char *: what the table shows; at least `metric` */
	GPtrArray *sampled; /* char *: all that figure, table, claims and values need (plan) */
	char *plot;         /* a row of the plot table, or NULL: chosen by the factors */
	char *x;            /* factor on the axis, or NULL */
	gboolean log_x, log_y, ideal;
	char *gnuplot; /* extra commands, or NULL */
	gboolean echo, code_fold, line_numbers, figure, table, output, include;
	guint rounds;     /* 0: by the looks */
	double precision; /* wanted half width of intervals, a fraction */
	double budget;    /* s */
	double timeout;   /* s, for one run */
	guint64 seed;
	gboolean has_seed;
	guint iterations; /* 0: calibrated */
	guint warmup;     /* G_MAXUINT: the default */
	gboolean has_reduce;
	Reduce reduce;
	char *engine;        /* "native" or "embedded" */
	guint pool_tasks;    /* `tasks`: 0: none */
	guint pool_chunk;    /* `pool`: chunk size; 0: none */
	double window;       /* s */
	GPtrArray *services; /* char *, "NAME SECONDS": see service.h */
	guint64 memory;      /* B; 0: the default limit */
	guint pids;          /* 0: the default limit */
	gboolean network;
	GPtrArray *env;         /* char *, NAME=VALUE */
	GPtrArray *read;        /* char *, paths */
	char *cflags, *ldflags; /* or NULL */
	GPtrArray *requires;    /* char *: Python modules or programs */
	GHashTable *spans;      /* option name to Span *: where the author set it */
} Experiment;

Experiment *experiment_new(void);
void experiment_free(Experiment *experiment);

/*
 * Return the level of @condition for "workers", "python", "start-method", "release" or a parameter,
 * also where all conditions have the same, so that the design has no such factor; NULL when there
 * is none, as for the first python3 (borrowed).
 */
const char *experiment_level(const Experiment *experiment, const Condition *condition,
                             const char *factor);

/* Tell whether the service @name is asked for. */
gboolean experiment_service(const Experiment *experiment, const char *name);

/* Return where @option was set, or the span of the info string. */
Span experiment_span(const Experiment *experiment, const char *option);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Experiment, experiment_free)

#endif
