#include "absent.h"
#include "tasks.h"
#include "util.h"
#include <string.h>

/* What a reason may look at. */
typedef struct Case {
	const Experiment *experiment;
	const Condition *condition;
	const char *wanted;   /* the interpreter asked for; "": the first python3 */
	const Python *python; /* the interpreter, or NULL */
	gboolean interprets;  /* it needs one */
	const char *cc;
	Tools *tools;
} Case;

static void
free_python(gpointer python)
{
	python_free(python);
}

GPtrArray *
absent_pythons(const Experiment *experiment, Tools *tools)
{
	GPtrArray *pythons = g_ptr_array_new_with_free_func(free_python);
	gboolean needed = experiment->language == LANGUAGE_PYTHON;
	guint n = MAX(1, experiment->pythons->len);

	for (guint i = 0; i < experiment->executors->len; i++)
		needed |=
			((const Executor *)g_ptr_array_index(experiment->executors, i))->interprets;
	for (guint i = 0; i < n; i++) {
		const char *wanted =
			experiment->pythons->len ? g_ptr_array_index(experiment->pythons, i) : "";

		g_ptr_array_add(pythons, needed ? python_find(tools, wanted, NULL) : NULL);
	}
	return pythons;
}

static gboolean
interprets(const Experiment *experiment, const Condition *condition)
{
	const Executor *executor = executor_find(condition->executor);

	return experiment->language == LANGUAGE_PYTHON || (executor && executor->interprets);
}

/* Return the index of the interpreter of @condition among those of the experiment. */
static guint
python_index(const Experiment *experiment, const Condition *condition)
{
	const char *level = experiment_level(experiment, condition, "python");

	for (guint i = 0; level && i < experiment->pythons->len; i++)
		if (g_str_equal(level, g_ptr_array_index(experiment->pythons, i)))
			return i;
	return 0;
}

const Python *
absent_python_of(const Experiment *experiment, const GPtrArray *pythons, const Condition *condition)
{
	if (!interprets(experiment, condition))
		return NULL;
	return g_ptr_array_index(pythons, python_index(experiment, condition));
}

/* Reasons, each NULL when it does not apply --------------------------------- */

static char *
no_compiler(const Case *c)
{
	if (c->experiment->language != LANGUAGE_C || c->cc)
		return NULL;
	return g_strdup("there is no C compiler here");
}

static char *
no_python(const Case *c)
{
	if (!c->interprets || c->python)
		return NULL;
	return *c->wanted ? g_strdup_printf("there is no Python %s here", c->wanted)
	                  : g_strdup("there is no python3 here");
}

static char *
has_gil(const Case *c)
{
	if (!c->python || c->experiment->language != LANGUAGE_PYTHON ||
	    !g_str_equal(c->condition->executor, "thread") || !c->python->gil)
		return NULL;
	return g_strdup_printf("all threads of Python %s share one GIL; `thread` needs a "
	                       "free-threaded one",
	                       c->python->version);
}

static char *
has_no_gil(const Case *c)
{
	if (!c->python || !g_str_equal(c->condition->executor, "gil") || c->python->gil)
		return NULL;
	return g_strdup_printf("Python %s has no GIL", c->python->version);
}

static char *
no_own_gil(const Case *c)
{
	if (!c->python || !g_str_equal(c->condition->executor, "interpreter"))
		return NULL;
	if (version_compare(c->python->version, "3.12") < 0)
		return g_strdup_printf("sub-interpreters with a GIL of their own need CPython "
		                       "3.12; this is %s",
		                       c->python->version);
	if (!c->python->gil)
		return g_strdup_printf("Python %s has no GIL that its sub-interpreters could own",
		                       c->python->version);
	return NULL;
}

/* Where workers are no pool, tasks cannot be handed out. */
static char *
no_pool(const Case *c)
{
	if (c->experiment->pool_tasks == 0 || tasks_served_by(c->condition->executor))
		return NULL;
	return g_strdup_printf("workers of `%s` serve no `tasks`", c->condition->executor);
}

static char *
no_library(const Case *c)
{
	if (!c->python || !g_str_equal(c->experiment->engine, "embedded") || *c->python->library)
		return NULL;
	return g_strdup_printf("Python %s comes without libpython, which `engine: embedded` loads",
	                       c->python->version);
}

/* A word is a program on PATH or a module of the interpreter. */
static char *
not_met(const Case *c)
{
	for (guint i = 0; i < c->experiment->requires->len; i++) {
		const char *word = g_ptr_array_index(c->experiment->requires, i);
		g_autofree char *program = tool_find(word);

		if (program || (c->python && python_has_module(c->python, c->tools, word)))
			continue;
		return c->python ? g_strdup_printf("%s is not installed for Python %s", word,
		                                   c->python->version)
		                 : g_strdup_printf("%s is not installed here", word);
	}
	return NULL;
}

/* Each worker imports what it needs in an interpreter of its own; some modules refuse that. */
static char *
not_isolated(const Case *c)
{
	if (!c->python || !g_str_equal(c->condition->executor, "interpreter"))
		return NULL;
	for (guint i = 0; i < c->experiment->requires->len; i++) {
		const char *word = g_ptr_array_index(c->experiment->requires, i);

		if (python_has_module(c->python, c->tools, word) &&
		    !python_isolates(c->python, c->tools, word))
			return g_strdup_printf("%s cannot be imported in a sub-interpreter of "
			                       "Python %s",
			                       word, c->python->version);
	}
	return NULL;
}

static char *(*const reasons[])(const Case *) = {
	no_compiler, no_python,  has_gil, has_no_gil,   no_own_gil,
	no_pool,     no_library, not_met, not_isolated,
};

void
absent_mark(Experiment *experiment, const GPtrArray *pythons, const char *cc, Tools *tools)
{
	for (guint i = 0; i < experiment->design->conditions->len; i++) {
		Condition *condition = g_ptr_array_index(experiment->design->conditions, i);
		guint index = python_index(experiment, condition);
		Case c = {.experiment = experiment,
		          .condition = condition,
		          .wanted = experiment->pythons->len
		                            ? g_ptr_array_index(experiment->pythons, index)
		                            : "",
		          .python = absent_python_of(experiment, pythons, condition),
		          .interprets = interprets(experiment, condition),
		          .cc = cc,
		          .tools = tools};

		for (guint r = 0; r < G_N_ELEMENTS(reasons) && !condition->absent; r++)
			condition->absent = reasons[r](&c);
	}
}
