/* t-key.c - keys change with what is measured and where, with nothing else, and tell what changed.
 */
#include "key.h"
#include "option.h"
#include <glib/gstdio.h>

typedef struct Case {
	Experiment *experiment;
	Machine *machine;
	KeyContext context;
	WorkloadPaths paths;
} Case;

static void
case_open(Case *c)
{
	c->experiment = experiment_new();
	option_reset(c->experiment);
	g_free(c->experiment->id);
	c->experiment->id = g_strdup("one");
	c->experiment->language = LANGUAGE_PYTHON;
	g_free(c->experiment->code);
	c->experiment->code = g_strdup("def work(worker): pass\n");
	if (!c->experiment->design)
		c->experiment->design = design_new("one");
	c->machine = machine_read();
	c->paths = (WorkloadPaths){.build = "build", .shared = "shared", .include = "include"};
	c->context = (KeyContext){.paths = &c->paths, .machine = c->machine, .held = TRUE};
}

static void
case_close(Case *c)
{
	experiment_free(c->experiment);
	machine_free(c->machine);
}

static void
test_content(void)
{
	Case c;

	case_open(&c);
	g_autoptr(GPtrArray) before = key_content(c.experiment, &c.context);
	g_autofree char *key = key_make("content", before);

	/* Neither captions nor looks are part of it. */
	c.experiment->fig_cap.text = g_strdup("Another caption");
	c.experiment->budget = 99;
	c.experiment->precision = 0.5;
	g_autoptr(GPtrArray) same = key_content(c.experiment, &c.context);
	g_autofree char *same_key = key_make("content", same);
	g_assert_cmpstr(same_key, ==, key);
	g_autofree char *nothing = inputs_changes(before, same);
	g_assert_cmpstr(nothing, ==, "");

	g_free(c.experiment->code);
	c.experiment->code = g_strdup("def work(worker): return\n");
	c.experiment->iterations = 7;
	g_autoptr(GPtrArray) after = key_content(c.experiment, &c.context);
	g_autofree char *after_key = key_make("content", after);
	g_assert_cmpstr(after_key, !=, key);
	g_autofree char *changes = inputs_changes(before, after);
	g_assert_cmpstr(changes, ==, "code, iterations: 0 -> 7");
	case_close(&c);
}

/* A metric that needs another kind of run needs new samples. */
static void
test_runs(void)
{
	Case c;

	case_open(&c);
	g_autoptr(GPtrArray) held = key_content(c.experiment, &c.context);
	c.context.unheld = TRUE;
	g_autoptr(GPtrArray) both = key_content(c.experiment, &c.context);
	g_autofree char *changes = inputs_changes(held, both);
	g_assert_cmpstr(changes, ==, "runs: held -> held and unheld");
	case_close(&c);
}

static void
test_host(void)
{
	Case c;
	Python python = {.version = (char *)"3.11.2", .path = (char *)"/usr/bin/python3"};
	g_autoptr(GPtrArray) pythons = g_ptr_array_new();

	case_open(&c);
	g_ptr_array_add(pythons, &python);
	g_autoptr(GPtrArray) before = key_host(c.experiment, &c.context, pythons);
	c.machine->load += 5;
	g_autoptr(GPtrArray) same = key_host(c.experiment, &c.context, pythons);
	g_autofree char *nothing = inputs_changes(before, same);
	g_assert_cmpstr(nothing, ==, "");
	python.version = (char *)"3.12.1";
	g_free(c.machine->kernel);
	c.machine->kernel = g_strdup("Linux 99");
	g_autoptr(GPtrArray) after = key_host(c.experiment, &c.context, pythons);
	g_autofree char *changes = inputs_changes(before, after);
	g_assert_true(g_str_has_prefix(changes, "kernel: Linux "));
	g_assert_true(g_str_has_suffix(changes, ", interpreter: 3.11.2 /usr/bin/python3 -> "
	                                        "3.12.1 /usr/bin/python3"));
	case_close(&c);
}

/* A shared workload is more than its file: what it includes counts, whoever includes it. */
static void
test_included(void)
{
	static const struct {
		const char *name, *text;
	} files[] = {{"one.c", "#include \"two.h\"\n#include <stdio.h>\n"},
	             {"two.h", "#include \"three.h\"\n#include \"none.h\"\n"},
	             {"three.h", "#include \"two.h\"\n#define N 3\n"},
	             {"four.h", "#define N 4\n"}};
	g_autofree char *folder = g_dir_make_tmp("t-key-XXXXXX", NULL);
	Case c;

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(folder, files[i].name, NULL);

		g_assert_true(g_file_set_contents(path, files[i].text, -1, NULL));
	}
	case_open(&c);
	c.paths.shared = folder;
	c.experiment->workload = g_strdup("one");
	c.experiment->language = LANGUAGE_C;
	g_autoptr(GPtrArray) made_of = workload_files(c.experiment, folder);
	g_assert_cmpuint(made_of->len, ==, 3);
	g_assert_true(g_str_has_suffix(g_ptr_array_index(made_of, 2), "/three.h"));
	g_autoptr(GPtrArray) before = key_content(c.experiment, &c.context);
	g_assert_true(
		g_file_set_contents(g_ptr_array_index(made_of, 2), "#define N 5\n", -1, NULL));
	g_autoptr(GPtrArray) after = key_content(c.experiment, &c.context);
	g_autofree char *changes = inputs_changes(before, after);
	g_assert_true(g_str_has_prefix(changes, "code"));
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(folder, files[i].name, NULL);

		g_unlink(path);
	}
	g_rmdir(folder);
	case_close(&c);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/key/content", test_content);
	g_test_add_func("/key/runs", test_runs);
	g_test_add_func("/key/included", test_included);
	g_test_add_func("/key/host", test_host);
	return g_test_run();
}
