#include "look.h"

#include "util.h"
#include <string.h>

enum {
	ON_NONE = 0,
	ON_PAGES = 1 << RENDER_HTML,
	ON_HANDOUTS = 1 << RENDER_PDF | 1 << RENDER_VOLUME,
	ON_SLIDES = 1 << RENDER_SLIDES,
	ON_VOLUME = 1 << RENDER_VOLUME,
	ON_ALL = (1 << LOOK_FORMATS) - 1,
};

/* Templates that not all formats read. */
static const struct {
	const char *name;
	int formats; /* bits */
} rows[] = {
	/* the site has copies, or makes of them what is no page of a note */
	{"style.css", ON_NONE},
	{"lectern.js", ON_NONE},
	{"search.js", ON_NONE},
	{"favicon.svg", ON_NONE},
	{"404.html", ON_NONE},
	{"card.gp", ON_NONE},
	/* figures have keys of their own, and pages depend on the figures */
	{"plot.gp", ON_NONE},
	{"page.html", ON_PAGES},
	{"html.lua", ON_PAGES},
	{"aria.lua", ON_PAGES},
	{"handout.tex", ON_HANDOUTS},
	{"latex.lua", ON_HANDOUTS | ON_SLIDES},
	{"print.tex", ON_HANDOUTS | ON_SLIDES},
	{"slides.tex", ON_SLIDES},
	{"slides.lua", ON_SLIDES},
	{"volume.lua", ON_VOLUME},
};

static int
formats_of(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(rows[i].name, name))
			return rows[i].formats;
	return ON_ALL;
}

/* Return the names of what is in @folder, sorted (transfer full). */
static GPtrArray *
names_in(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, text_compare);
	return names;
}

/* Give the input to all of @formats. */
static void
add(Look *look, int formats, const char *name, const char *value)
{
	for (guint i = 0; i < LOOK_FORMATS; i++)
		if (formats & 1 << i)
			inputs_add(look->inputs[i], name, value);
}

static void
add_templates(Look *look, const char *folder)
{
	g_autoptr(GPtrArray) names = names_in(folder);

	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *label = g_strconcat("template ", name, NULL);
		g_autoptr(GPtrArray) input = inputs_new();
		int formats = formats_of(name);

		if (formats == ON_NONE || !g_file_test(path, G_FILE_TEST_IS_REGULAR))
			continue;
		inputs_add_file(input, label, path);
		for (guint k = 0; k < LOOK_FORMATS; k++)
			if (formats & 1 << k)
				g_ptr_array_add(look->inputs[k],
				                g_strdup(g_ptr_array_index(input, 0)));
	}
}

Look *
look_new(const Paths *paths, Tools *tools)
{
	g_autofree char *plot = g_build_filename(paths->templates, "plot.gp", NULL);
	Look *look = g_new0(Look, 1);
	g_autofree char *self = file_identity("/proc/self/exe");
	Hash *program = hash_new("program");

	hash_text(program, "self", self);
	look->program = hash_end(program);
	for (guint i = 0; i < LOOK_FORMATS; i++)
		look->inputs[i] = inputs_new();
	add(look, ON_ALL, "program", look->program);
	add_templates(look, paths->templates);
	add(look, ON_ALL, "pandoc", tools_version(tools, "pandoc"));
	/* handouts that stand are good where none can be made */
	add(look, ON_ALL & ~ON_PAGES, "lualatex", tools_last(tools, "lualatex"));
	add(look, ON_PAGES, "search", paths->search ? "yes" : NULL);
	for (guint i = 0; i < LOOK_FORMATS; i++)
		look->keys[i] = inputs_key(look->inputs[i]);
	look->figures = inputs_new();
	inputs_add(look->figures, "program", look->program);
	inputs_add(look->figures, "gnuplot", tools_version(tools, "gnuplot"));
	inputs_add_file(look->figures, "template plot.gp", plot);
	look->figures_key = inputs_key(look->figures);
	return look;
}

void
look_free(Look *look)
{
	if (!look)
		return;
	for (guint i = 0; i < LOOK_FORMATS; i++) {
		g_clear_pointer(&look->inputs[i], g_ptr_array_unref);
		g_free(look->keys[i]);
	}
	g_clear_pointer(&look->figures, g_ptr_array_unref);
	g_free(look->figures_key);
	g_free(look->program);
	g_free(look);
}
