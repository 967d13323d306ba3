#include "python.h"
#include "util.h"
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const question[] = {
	"-c",
	"import os, site, sys, sysconfig\n"
	"g = sysconfig.get_config_var\n"
	"lib = ''\n"
	"for d in (g('LIBDIR') or '', g('LIBPL') or '', os.path.join(g('LIBDIR') or '', g('MULTIARCH') "
	"or '')):\n"
	"    for n in (g('INSTSONAME'), g('LDLIBRARY')):\n"
	"        p = os.path.join(d, n or '-')\n"
	"        if not lib and '.so' in p and os.path.exists(p): lib = p\n"
	"off = bool(g('Py_GIL_DISABLED'))\n"
	"print(sys.executable)\n"
	"print('%d.%d.%d%s' % (sys.version_info[:3] + ('t' if off else '',)))\n"
	"print(0 if off else 1)\n"
	"print(lib)\n"
	/* A distribution that makes profiles in its own way empties the flag. */
	"print(1 if '--enable-optimizations' in (g('CONFIG_ARGS') or '')\n"
	"      else 0 if g('PGO_PROF_USE_FLAG') else -1)\n"
	"print(sys.getswitchinterval())\n"
	"for p in sys.path[1:]:\n"
	"    if 'packages' in p: print(p)\n",
	NULL,
};

/* Read the first word of the file @path, or NULL. */
static char *
first_word(const char *path)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	g_strstrip(text);
	text[strcspn(text, " \t\r\n:")] = '\0';
	return *text ? g_steal_pointer(&text) : NULL;
}

/* Return the version that pyenv would choose here, as its own documentation orders the sources. */
static char *
pyenv_version(const char *root)
{
	const char *set = g_getenv("PYENV_VERSION");

	if (set && *set)
		return g_strndup(set, strcspn(set, ":"));
	g_autofree char *folder = g_get_current_dir();
	for (;;) {
		g_autofree char *file = g_build_filename(folder, ".python-version", NULL);
		char *version = first_word(file);

		if (version)
			return version;
		g_autofree char *parent = g_path_get_dirname(folder);
		if (g_str_equal(parent, folder))
			break;
		g_free(folder);
		folder = g_steal_pointer(&parent);
	}
	g_autofree char *file = g_build_filename(root, "version", NULL);
	return first_word(file);
}

/*
 * Look through a pyenv shim, or a link to one (a shell script that costs 50 ms and more at each
 * call).
 */
static char *
shim_target(const char *shim, const char *name)
{
	char *real = realpath(shim, NULL);
	g_autofree char *shims = g_path_get_dirname(real ? real : shim);
	g_autofree char *base = g_path_get_basename(shims);

	free(real);
	if (!g_str_equal(base, "shims"))
		return g_strdup(shim);
	g_autofree char *root = g_path_get_dirname(shims);
	g_autofree char *version = pyenv_version(root);
	if (!version || g_str_equal(version, "system"))
		return NULL;
	g_autofree char *path = g_build_filename(root, "versions", version, "bin", name, NULL);
	return g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer(&path) : NULL;
}

/* Find @name on PATH; a shim that leads nowhere is passed over. */
static char *
on_path(const char *name)
{
	const char *path = g_getenv("PATH");
	g_auto(GStrv) folders = g_strsplit(path ? path : "/usr/bin:/bin", ":", -1);

	for (guint i = 0; folders[i]; i++) {
		g_autofree char *file =
			g_build_filename(*folders[i] ? folders[i] : ".", name, NULL);

		if (!g_file_test(file, G_FILE_TEST_IS_EXECUTABLE) ||
		    g_file_test(file, G_FILE_TEST_IS_DIR))
			continue;
		char *target = shim_target(file, name);
		if (target)
			return target;
	}
	return NULL;
}

/*
 * Tell whether the version @have ("3.12.1") is @wanted ("3.12" or "3.12.1").  A free-threaded one
 * ("3.13.0t") must be asked for as such ("3.13t").
 */
static gboolean
version_fits(const char *have, const char *wanted)
{
	gsize h = strlen(have), w = strlen(wanted);
	gboolean threaded = h > 0 && have[h - 1] == 't';

	if (w == 0 || threaded != (wanted[w - 1] == 't'))
		return FALSE;
	h -= threaded;
	w -= threaded;
	return h >= w && strncmp(have, wanted, w) == 0 && (h == w || have[w] == '.');
}

/* Tell whether the version @a is newer than @b: 3.12.1 than 3.12. */
static gboolean
newer(const char *a, const char *b)
{
	int order = version_compare(a, b);

	return order > 0 || (order == 0 && strcmp(a, b) > 0);
}

/* Return the folder in which pyenv keeps its versions. */
static char *
pyenv_versions(void)
{
	const char *set = g_getenv("PYENV_ROOT");
	g_autofree char *root =
		set && *set ? g_strdup(set) : g_build_filename(g_get_home_dir(), ".pyenv", NULL);

	return g_build_filename(root, "versions", NULL);
}

static char *
under_pyenv(const char *wanted)
{
	g_autofree char *versions = pyenv_versions();
	g_autoptr(GDir) dir = g_dir_open(versions, 0, NULL);
	g_autofree char *best = NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		if (version_fits(name, wanted) && (!best || newer(name, best))) {
			g_free(best);
			best = g_strdup(name);
		}
	}
	if (!best)
		return NULL;
	g_autofree char *path = g_build_filename(versions, best, "bin", "python3", NULL);
	return g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer(&path) : NULL;
}

char *
python_locate(const char *wanted)
{
	if (!*wanted)
		return on_path("python3");
	if (strchr(wanted, '/'))
		return g_file_test(wanted, G_FILE_TEST_IS_EXECUTABLE) ? g_strdup(wanted) : NULL;
	g_autofree char *name = g_strconcat("python", wanted, NULL);
	char *path = on_path(name);
	return path ? path : under_pyenv(wanted);
}

static Python *
describe(Tools *tools, const char *wanted, const char *path, GError **error)
{
	const char *answer = tools_ask(tools, path, question, NULL, error);

	if (!answer)
		return NULL;
	g_auto(GStrv) lines = g_strsplit(answer, "\n", 7);
	guint n = g_strv_length(lines);
	if (n < 6 || !*lines[0]) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s does not answer like CPython",
		            path);
		return NULL;
	}
	Python *python = g_new0(Python, 1);
	python->wanted = g_strdup(wanted);
	python->path = g_strdup(lines[0]);
	python->version = g_strdup(lines[1]);
	python->gil = !g_str_equal(lines[2], "0");
	python->library = g_strdup(lines[3]);
	python->optimized = (int)g_ascii_strtoll(lines[4], NULL, 10);
	python->interval = g_ascii_strtod(lines[5], NULL);
	python->packages = g_strdup(n > 6 ? lines[6] : "");
	return python;
}

Python *
python_find(Tools *tools, const char *wanted, GError **error)
{
	g_autofree char *path = python_locate(wanted);

	if (path)
		return describe(tools, wanted, path, error);
	if (*wanted && !strchr(wanted, '/')) {
		/* The plain python3 may be of that version. */
		g_autofree char *first = on_path("python3");
		g_autoptr(Python) python = first ? describe(tools, wanted, first, NULL) : NULL;

		if (python && version_fits(python->version, wanted))
			return g_steal_pointer(&python);
	}
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
	            *wanted ? "no Python %s is installed here" : "no python3 is on PATH%s", wanted);
	return NULL;
}

void
python_free(Python *python)
{
	if (!python)
		return;
	g_free(python->wanted);
	g_free(python->path);
	g_free(python->version);
	g_free(python->library);
	g_free(python->packages);
	g_free(python);
}

/* Return what decides which modules @python has: installing one changes the time of its folder. */
static char *
packages_salt(const Python *python)
{
	g_autoptr(GString) salt = g_string_new(NULL);
	g_auto(GStrv) folders = g_strsplit(python->packages, "\n", -1);

	for (guint i = 0; folders[i]; i++) {
		struct stat st;

		if (stat(folders[i], &st) == 0)
			g_string_append_printf(salt, "%s %ld.%09ld\n", folders[i],
			                       (long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	}
	return g_string_free(g_steal_pointer(&salt), FALSE);
}

gboolean
python_has_module(const Python *python, Tools *tools, const char *module)
{
	static const char script[] = "import importlib.util, sys\n"
				     "try: s = importlib.util.find_spec(sys.argv[1])\n"
				     "except ImportError: s = None\n"
				     "print(1 if s else 0)\n";
	const char *arguments[] = {"-c", script, module, NULL};
	g_autofree char *salt = packages_salt(python);
	const char *answer = tools_ask(tools, python->path, arguments, salt, NULL);

	return answer && g_str_equal(answer, "1");
}

gboolean
python_isolates(const Python *python, Tools *tools, const char *module)
{
	/* Nothing is left to be ended: it is there for this question only. */
	static const char script[] = "import os, sys\n"
				     "try: import _interpreters as all\n"
				     "except ImportError: import _xxsubinterpreters as all\n"
				     "all.run_string(all.create(), 'try: __import__(%r)\\n'\n"
				     "    'except BaseException: print(0, flush=True)\\n'\n"
				     "    'else: print(1, flush=True)' % sys.argv[1])\n"
				     "os._exit(0)\n";
	const char *arguments[] = {"-c", script, module, NULL};
	g_autofree char *salt = packages_salt(python);
	const char *answer = tools_ask(tools, python->path, arguments, salt, NULL);

	return answer && g_str_equal(answer, "1");
}

char **
python_modules(const Python *python, Tools *tools, const char *const *modules, GError **error)
{
	static const char script[] = "import importlib.util, sys\n"
				     "try: from importlib.metadata import version\n"
				     "except ImportError: version = None\n"
				     "def ask(name):\n"
				     "    try:\n"
				     "        if not importlib.util.find_spec(name): return ''\n"
				     "    except ImportError: return ''\n"
				     "    try: return version(name)\n"
				     "    except Exception: return '?'\n"
				     "print(''.join(ask(n) + ';' for n in sys.argv[1:]))\n";
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();
	g_autofree char *salt = packages_salt(python);
	const char *answer;

	g_ptr_array_add(arguments, (gpointer) "-c");
	g_ptr_array_add(arguments, (gpointer)script);
	for (guint i = 0; modules[i]; i++)
		g_ptr_array_add(arguments, (gpointer)modules[i]);
	g_ptr_array_add(arguments, NULL);
	answer = tools_ask(tools, python->path, (const char *const *)arguments->pdata, salt, error);
	if (!answer)
		return NULL;
	char **versions = g_strsplit(answer, ";", -1);
	guint n = g_strv_length(versions);
	/* one more than modules, for a semicolon ends each */
	if (n == arguments->len - 2) {
		g_clear_pointer(&versions[n - 1], g_free);
		return versions;
	}
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s does not answer like CPython",
	            python->path);
	g_strfreev(versions);
	return NULL;
}

/* All interpreters --------------------------------------------------------------------- */

/* Tell whether @name is that of an interpreter: python3, python3.12, python3.13t. */
static gboolean
is_interpreter(const char *name)
{
	if (!g_str_has_prefix(name, "python3"))
		return FALSE;
	name += strlen("python3");
	if (*name == '.') {
		name += 1 + strspn(name + 1, "0123456789");
		name += *name == 't';
	}
	return *name == '\0';
}

/*
 * Add @path unless the same interpreter is there already.  That of a virtual environment is one of
 * its own, though its file is a link to another's.
 */
static void
add_interpreter(GPtrArray *list, GHashTable *seen, const char *path)
{
	g_autofree char *bin = g_path_get_dirname(path);
	g_autofree char *top = g_path_get_dirname(bin);
	g_autofree char *mark = g_build_filename(top, "pyvenv.cfg", NULL);
	char *real = realpath(g_file_test(mark, G_FILE_TEST_EXISTS) ? bin : path, NULL);

	if (real && g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) &&
	    g_hash_table_add(seen, g_strdup(real)))
		g_ptr_array_add(list, g_strdup(path));
	free(real);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;

	return g_str_equal(x, y) ? 0 : newer(x, y) ? 1 : -1;
}

/* Return the names in @folder, oldest version first (char *, owned). */
static GPtrArray *
list_folder(const char *folder)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return names;
}

GPtrArray *
python_list(void)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const char *path = g_getenv("PATH");
	g_auto(GStrv) folders = g_strsplit(path ? path : "/usr/bin:/bin", ":", -1);
	g_autofree char *versions = pyenv_versions();
	g_autoptr(GPtrArray) kept = list_folder(versions);

	for (guint i = 0; folders[i]; i++) {
		const char *folder = *folders[i] ? folders[i] : ".";
		g_autoptr(GPtrArray) names = list_folder(folder);

		for (guint k = 0; k < names->len; k++) {
			const char *name = g_ptr_array_index(names, k);
			g_autofree char *file = g_build_filename(folder, name, NULL);
			g_autofree char *target =
				is_interpreter(name) ? shim_target(file, name) : NULL;

			if (target)
				add_interpreter(list, seen, target);
		}
	}
	for (guint i = 0; i < kept->len; i++) {
		g_autofree char *file = g_build_filename(versions, g_ptr_array_index(kept, i),
		                                         "bin", "python3", NULL);

		add_interpreter(list, seen, file);
	}
	return list;
}
