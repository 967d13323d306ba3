#include "facts.h"
#include "machine.h"
#include "paths.h"
#include "python.h"
#include "util.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	WATCH = G_USEC_PER_SEC / 4, /* how long others are watched */
};

/* Processes that used less than this many CPUs are not worth a word. */
static const double IDLE = 0.03;

static void
free_busy(gpointer data)
{
	FactsBusy *busy = data;

	g_free(busy->name);
	g_free(busy);
}

static void
free_python(gpointer data)
{
	FactsPython *python = data;

	g_free(python->path);
	g_free(python->version);
	g_free(python->numpy);
	g_free(python);
}

Facts *
facts_new(void)
{
	Facts *facts = g_new0(Facts, 1);

	facts->load = (double)NAN;
	facts->others = (double)NAN;
	facts->paranoid = G_MAXINT;
	facts->busy = g_ptr_array_new_with_free_func(free_busy);
	facts->tex = g_ptr_array_new_with_free_func(g_free);
	facts->pythons = g_ptr_array_new_with_free_func(free_python);
	facts->compilers = g_ptr_array_new_with_free_func(g_free);
	return facts;
}

void
facts_free(Facts *facts)
{
	if (!facts)
		return;
	settings_free(facts->settings);
	g_ptr_array_unref(facts->busy);
	g_ptr_array_unref(facts->tex);
	g_ptr_array_unref(facts->pythons);
	g_ptr_array_unref(facts->compilers);
	g_free(facts->program);
	g_free(facts->pandoc);
	g_free(facts->gnuplot);
	g_free(facts->lualatex);
	g_free(facts);
}

FactsBusy *
facts_add_busy(Facts *facts, const char *name, double cpus)
{
	FactsBusy *busy = g_new0(FactsBusy, 1);

	busy->name = g_strdup(name);
	busy->cpus = cpus;
	g_ptr_array_add(facts->busy, busy);
	return busy;
}

FactsPython *
facts_add_python(Facts *facts, const char *path, const char *version)
{
	FactsPython *python = g_new0(FactsPython, 1);

	python->path = g_strdup(path);
	python->version = g_strdup(version);
	python->numpy = g_strdup("");
	g_ptr_array_add(facts->pythons, python);
	return python;
}

/* Who uses the CPUs -------------------------------------------------------------------- */

/* Return the CPU time that all of the machine has used so far, s, or NAN. */
static double
busy_time(void)
{
	g_autofree char *line = settings_field("", "/proc/stat", "cpu");
	g_auto(GStrv) words = g_strsplit(line ? line : "", " ", -1);
	double ticks = 0;

	if (g_strv_length(words) < 7)
		return (double)NAN;
	/* user nice system idle iowait irq softirq */
	for (guint i = 0; i < 7; i++)
		if (i != 3 && i != 4)
			ticks += g_ascii_strtod(words[i], NULL);
	return ticks / (double)sysconf(_SC_CLK_TCK);
}

/* Return the CPU time that this process has used so far, s. */
static double
own_time(void)
{
	struct rusage use;

	if (getrusage(RUSAGE_SELF, &use) != 0)
		return 0;
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
	       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1e-6;
}

/* Read name and CPU ticks of the process @pid; TRUE if it is still there. */
static gboolean
read_process(const char *pid, char **name, double *ticks)
{
	g_autofree char *path = g_build_filename("/proc", pid, "stat", NULL);
	g_autofree char *text = settings_field("", path, NULL);
	char *open = text ? strchr(text, '(') : NULL;
	char *close = open ? strrchr(open, ')') : NULL;

	if (!close)
		return FALSE;
	/* state and ten numbers stand between the name and utime, stime */
	g_auto(GStrv) words = g_strsplit(close + 1, " ", -1);
	if (g_strv_length(words) < 14)
		return FALSE;
	*ticks = g_ascii_strtod(words[12], NULL) + g_ascii_strtod(words[13], NULL);
	*name = g_strndup(open + 1, (gsize)(close - open - 1));
	utf8_mask(*name, strlen(*name));
	return TRUE;
}

/* Return the ticks of all processes but ourselves (char * to double *). */
static GHashTable *
read_processes(void)
{
	GHashTable *all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GDir) dir = g_dir_open("/proc", 0, NULL);
	g_autofree char *self = g_strdup_printf("%d", (int)getpid());
	const char *pid;

	while (dir && (pid = g_dir_read_name(dir))) {
		g_autofree char *name = NULL;
		double ticks;

		if (g_ascii_isdigit(*pid) && !g_str_equal(pid, self) &&
		    read_process(pid, &name, &ticks))
			g_hash_table_insert(all, g_strdup(pid), g_memdup2(&ticks, sizeof ticks));
	}
	return all;
}

static int
compare_busy(gconstpointer a, gconstpointer b)
{
	const FactsBusy *x = *(const FactsBusy *const *)a, *y = *(const FactsBusy *const *)b;

	return x->cpus > y->cpus ? -1 : x->cpus < y->cpus ? 1 : strcmp(x->name, y->name);
}

/* List the processes that were busy for @elapsed seconds since they had used @before. */
static void
list_busy(Facts *facts, GHashTable *before, double elapsed)
{
	double hertz = (double)sysconf(_SC_CLK_TCK);
	GHashTableIter iter;
	gpointer pid, then;

	g_hash_table_iter_init(&iter, before);
	while (g_hash_table_iter_next(&iter, &pid, &then)) {
		g_autofree char *name = NULL;
		double ticks, cpus;

		if (!read_process(pid, &name, &ticks))
			continue;
		cpus = (ticks - *(const double *)then) / hertz / elapsed;
		if (cpus >= IDLE)
			facts_add_busy(facts, name, cpus);
	}
	g_ptr_array_sort(facts->busy, compare_busy);
}

static void
watch(Facts *facts)
{
	g_autoptr(GHashTable) before = read_processes();
	double busy = busy_time(), own = own_time();
	gint64 begun = g_get_monotonic_time();

	g_usleep(WATCH);
	double elapsed = (double)(g_get_monotonic_time() - begun) / G_USEC_PER_SEC;
	double others = (busy_time() - busy - (own_time() - own)) / elapsed;
	facts->others = others < 0 ? 0 : others;
	list_busy(facts, before, elapsed);
}

/* Memory ------------------------------------------------------------------------------- */

/* Return a field of /proc/meminfo, B. */
static guint64
memory_field(const char *name)
{
	g_autofree char *text = settings_field("", "/proc/meminfo", name);

	return text ? g_ascii_strtoull(text, NULL, 10) * 1024 : 0;
}

/* Tools -------------------------------------------------------------------------------- */

/* Say what of the program is missing: a copied executable alone cannot measure. */
static char *
find_program(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Paths) paths = paths_find("notes", "out", &error);

	if (!paths)
		return g_strdup(error->message);
	const char *const files[] = {paths->runner, paths->core, paths->boot};
	for (guint i = 0; i < G_N_ELEMENTS(files); i++)
		if (!g_file_test(files[i], G_FILE_TEST_EXISTS))
			return g_strdup_printf("%s is missing", files[i]);
	return NULL;
}

static gboolean
find_search(void)
{
	g_autoptr(Paths) paths = paths_find("notes", "out", NULL);

	return paths && paths->search;
}

/* Add the packages of whose files TeX finds none. */
static void
find_tex(Facts *facts, Tools *tools)
{
	static const struct {
		const char *file, *package;
	} rows[] = {
		{"luaotfload.sty", "texlive-luatex"},
		{"scrartcl.cls", "texlive-latex-recommended"},
		{"lmroman10-regular.otf", "lmodern"},
		{"DejaVuSans.ttf", "fonts-dejavu-core"},
	};
	g_autofree char *path = tool_find("kpsewhich");

	for (guint i = 0; path && i < G_N_ELEMENTS(rows); i++) {
		const char *const arguments[] = {"-progname=lualatex", rows[i].file, NULL};

		if (!tools_ask(tools, path, arguments, NULL, NULL))
			g_ptr_array_add(facts->tex, g_strdup(rows[i].package));
	}
}

static void
find_pythons(Facts *facts, Tools *tools)
{
	static const char *const modules[] = {"numpy", "_ctypes", NULL};
	g_autoptr(GPtrArray) paths = python_list();
	g_autoptr(Python) first = python_find(tools, "", NULL);

	for (guint i = 0; i < paths->len; i++) {
		const char *path = g_ptr_array_index(paths, i);
		g_autoptr(Python) python = python_find(tools, path, NULL);
		g_auto(GStrv) found = python ? python_modules(python, tools, modules, NULL) : NULL;
		FactsPython *row = facts_add_python(facts, path, python ? python->version : NULL);

		if (!python)
			continue;
		row->first = first && g_str_equal(first->path, python->path);
		row->gil = python->gil;
		row->optimized = python->optimized;
		row->interval = python->interval;
		row->ctypes = found && *found[1];
		g_free(row->numpy);
		row->numpy = g_strdup(found ? found[0] : "");
	}
}

/* The one that builds use comes first: it is $CC, or cc. */
static void
find_compilers(Facts *facts, Tools *tools)
{
	const char *set = g_getenv("CC");
	const char *names[] = {set && *set ? set : "cc", "cc", "gcc", "clang"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *version = tools_version(tools, names[i]);
		const char *word = version ? strchr(version, ' ') : NULL;
		gboolean known = FALSE;

		if (!word)
			continue;
		facts->compiles = facts->compiles || i < 2;
		/* cc is a name of one of the others, which says so itself */
		for (guint k = 0; k < facts->compilers->len; k++)
			known = known ||
			        g_str_has_suffix(g_ptr_array_index(facts->compilers, k), word);
		if (!known)
			g_ptr_array_add(facts->compilers, g_strdup(version));
	}
}

static void
find_tools(Facts *facts)
{
	/* remembered nowhere: the doctor leaves no files */
	g_autoptr(Tools) tools = tools_open("");

	facts->program = find_program();
	facts->search = find_search();
	facts->pandoc = g_strdup(tools_version(tools, "pandoc"));
	facts->gnuplot = g_strdup(tools_version(tools, "gnuplot"));
	facts->lualatex = g_strdup(tools_version(tools, "lualatex"));
	if (facts->lualatex)
		find_tex(facts, tools);
	find_pythons(facts, tools);
	find_compilers(facts, tools);
}

Facts *
facts_read(void)
{
	Facts *facts = facts_new();
	g_autofree char *waiting = NULL;
	g_autofree char *paranoid = NULL;

	/* before our own children make the machine busy */
	facts->settings = settings_read("");
	facts->load = machine_load();
	watch(facts);
	facts->memory = memory_field("MemTotal");
	facts->available = memory_field("MemAvailable");
	facts->swap = memory_field("SwapTotal");
	facts->swapped = facts->swap - memory_field("SwapFree");
	waiting = settings_field("", "/proc/self/schedstat", NULL);
	facts->schedstat = waiting && !g_str_has_prefix(waiting, "0 ");
	paranoid = settings_field("", "/proc/sys/kernel/perf_event_paranoid", NULL);
	if (paranoid)
		facts->paranoid = (int)g_ascii_strtoll(paranoid, NULL, 10);
	find_tools(facts);
	return facts;
}
