/* t-splice.c - what is ours is replaced, and every other byte is passed on as it is. */
#include "splice.h"
#include "util.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A course of one or two notes in a temporary folder, planned but not measured. */
typedef struct Fixture {
	char *root, *notes, *build;
	Diag *diag;
	Tools *tools;
	Course *course;
	Plan *plan;
} Fixture;

static void
put(const Fixture *f, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(f->notes, name, NULL);

	g_assert_true(file_write(path, text, strlen(text), NULL));
}

static void
set_up(Fixture *f, gconstpointer data)
{
	(void)data;
	f->root = g_dir_make_tmp("lectern-t-splice-XXXXXX", NULL);
	f->notes = g_build_filename(f->root, "notes", NULL);
	f->build = g_build_filename(f->root, "build", NULL);
	f->diag = diag_new();
}

static void
load(Fixture *f)
{
	g_autofree char *memory = g_build_filename(f->root, "tools.json", NULL);
	PlanOptions options = {
		.data = f->build, .paths = {.build = f->build, .include = f->root}, .max_age = 1e6};
	g_autoptr(GError) error = NULL;

	f->course = course_load(f->notes, f->diag, &error);
	g_assert_no_error(error);
	options.paths.shared = f->course->experiments;
	f->tools = tools_open(memory);
	f->plan = plan_make(f->course, &options, f->tools, f->diag);
}

static void
unload(Fixture *f)
{
	g_clear_pointer(&f->plan, plan_free);
	g_clear_pointer(&f->course, course_free);
	g_clear_pointer(&f->tools, tools_free);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	unload(f);
	diag_free(f->diag);
	directory_remove(f->root);
	g_free(f->root);
	g_free(f->notes);
	g_free(f->build);
}

/* Splice the note @name as it is when nothing has been measured. */
static char *
spliced(Fixture *f, const char *name, GPtrArray *ids)
{
	const Note *note = course_note(f->course, name);
	g_autoptr(GHashTable) outputs = g_hash_table_new(NULL, NULL);
	g_autoptr(GPtrArray) evidence = evidence_collect(note, f->plan, 0, NULL);
	Splice splice = {.course = f->course,
	                 .note = note,
	                 .plan = f->plan,
	                 .evidence = evidence,
	                 .outputs = outputs,
	                 .figures = "figures"};

	return splice_note(&splice, ids);
}

/* A note with nothing of ours comes out byte by byte. */
static void
test_passthrough(Fixture *f, gconstpointer data)
{
	static const char *const texts[] = {
		"",
		"\n",
		"Text without a line end",
		"---\ntitle: T\nweird:   [ 'yaml' ]\n---\n\nText.\n",
		"\xef\xbb\xbf# Byte order mark\n",
		"Tabs\tand\r\nCRLF\r\nmixed\n with  trailing  \n",
		"$x_1$, <div class=\"a\">raw</div>, [^1], | a | b |\n\n[^1]: note\n",
		"``` {.python}\nprint(1)\n```\n\n~~~\nx\n~~~\n\n    indented\n",
		"[a]: https://example.org \"t\"\n\n[a] and [b](c \"claim\") and ![](https://x.y/z.png)\n",
	};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text = NULL;

		put(f, "a.md", texts[i]);
		load(f);
		text = spliced(f, "a", NULL);
		g_assert_cmpstr(text, ==, texts[i]);
		unload(f);
	}
}

static const char *const block = "``` {.python .experiment #one}\n"
				 "#| fig-cap: Shown\n"
				 "#| rounds: 10\n"
				 "def work(worker):\n"
				 "    pass\n"
				 "```\n";

/* What is ours is replaced where it stands; the bytes around it stay. */
static void
test_marks(Fixture *f, gconstpointer data)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"A [claim](claim:one \"serial.wall > 1 ns\"), so.\n",
	         "A [claim]{.claim .untestable #claim-one-1}, so.\n"},
		{"A [claim *of\nours*][x], so.\n\n[x]: claim:one \"serial.wall > 1 ns\"\nThe end.\n",
	         "A [claim *of\nours*]{.claim .untestable #claim-one-1}, so.\n\nThe end.\n"},
		{"| [a](claim:one \"serial.wall > 1 ns\") | b |\n|---|---|\n",
	         "| [a]{.claim .untestable #claim-one-1} | b |\n|---|---|\n"},
		{"> [so\n> it is](claim:one \"serial.wall > 1 ns\")\n",
	         "> [so\n> it is]{.claim .untestable #claim-one-1}\n"},
		{"It takes [9 s](value:one \"serial.wall\").\n",
	         "It takes [–]{.value #value-one-1}.\n"},
		{"See [](#fig-one), [the figure](#fig-one) and @fig-one.\n",
	         "See [Figure\u00a01](#fig-one){.ref}, [the figure](#fig-one){.ref} and "
	         "[Figure\u00a01](#fig-one){.ref}.\n"},
		{"Go to [b](b.md#part) or [b][].\n\n[b]: b.md\n",
	         "Go to [b](b.html#part) or [b](b.html).\n\n[b]: b.md\n"},
	};

	(void)data;
	put(f, "b.md", "# B\n\n## Part\n");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *in =
			g_strconcat("Before.\n\n", rows[i].in, "\n", block, "\nAfter.\n", NULL);
		g_autofree char *begin =
			g_strconcat("Before.\n\n", rows[i].out, "\n``` {.python", NULL);
		g_autofree char *text = NULL;

		put(f, "a.md", in);
		load(f);
		text = spliced(f, "a", NULL);
		if (!g_str_has_prefix(text, begin))
			g_assert_cmpstr(text, ==, begin);
		g_assert_true(g_str_has_suffix(text, "\n:::\n\nAfter.\n"));
		unload(f);
	}
}

/* In a list every line of what is spliced in is indented like the block. */
static void
test_list(Fixture *f, gconstpointer data)
{
	g_autoptr(GString) in = g_string_new("- Item\n\n");
	g_auto(GStrv) lines = g_strsplit(block, "\n", -1);
	g_autofree char *text = NULL;

	(void)data;
	for (guint i = 0; lines[i] && *lines[i]; i++)
		g_string_append_printf(in, "  %s\n", lines[i]);
	g_string_append(in, "\n  More.\n");
	put(f, "a.md", in->str);
	load(f);
	text = spliced(f, "a", NULL);
	g_auto(GStrv) out = g_strsplit(text, "\n", -1);
	g_assert_cmpstr(out[2], ==, "  ``` {.python .experiment #one}");
	for (guint i = 2; out[i]; i++)
		g_assert_true(*out[i] == '\0' || g_str_has_prefix(out[i], "  "));
}

/* Every object that the page must hold is told, once, with a place in the note. */
static void
test_ids(Fixture *f, gconstpointer data)
{
	static const char *const expected[] = {"claim-one-1", "value-one-1", "result-one",
	                                       "fig-one"};
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func((GDestroyNotify)page_id_free);
	g_autofree char *in = g_strconcat(
		"[c](claim:one \"serial.wall > 1 ns\") [v](value:one \"serial.wall\")\n\n", block,
		NULL);
	g_autofree char *text = NULL;

	(void)data;
	put(f, "a.md", in);
	load(f);
	text = spliced(f, "a", ids);
	g_assert_cmpuint(ids->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < ids->len; i++) {
		const PageId *id = g_ptr_array_index(ids, i);

		g_assert_cmpstr(id->id, ==, expected[i]);
		g_assert_nonnull(id->span.source);
		g_assert_nonnull(strstr(text, expected[i]));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/splice/" name, Fixture, NULL, set_up, function, tear_down)
	ADD("passthrough", test_passthrough);
	ADD("marks", test_marks);
	ADD("list", test_list);
	ADD("ids", test_ids);
	return g_test_run();
}
