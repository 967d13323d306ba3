#include "completion.h"
#include "cli.h"
#include "commands.h"
#include "listing.h"
#include <string.h>

/* A command line that ends in the word to be completed. */
typedef struct Typed {
	const char *const *words; /* those of the command, its name first; NULL-terminated */
	guint last;               /* index of the one to be completed */
	const Command *command;
	GArray *options;      /* GOptionEntry, of the command */
	GPtrArray *arguments; /* const char *: words before the last that are none of options */
	const char *notes;    /* folder of the course */
	gboolean plain;       /* after "--": no options any more */
	GPtrArray *offers;    /* the lines that are returned */
} Typed;

static void
offer(const Typed *typed, const char *prefix, const char *word, const char *meaning)
{
	g_ptr_array_add(typed->offers,
	                g_strdup_printf("%s%s\t%s", prefix, word, meaning ? meaning : ""));
}

/* What a placeholder stands for ---------------------------------------------------------- */

static void
offer_notes(const Typed *typed, const char *prefix)
{
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(GPtrArray) names = listing_make(typed->notes, NULL, diag, NULL);

	for (guint i = 0; names && i < names->len; i++)
		offer(typed, prefix, g_ptr_array_index(names, i), "note");
}

static void
offer_experiments(const Typed *typed, const char *prefix)
{
	g_autoptr(Diag) diag = diag_new(); /* what is wrong in the notes is for `check` to say */
	g_autoptr(Course) course = course_load(typed->notes, diag, NULL);

	for (guint n = 0; course && n < course->notes->len; n++) {
		const Note *note = g_ptr_array_index(course->notes, n);

		for (guint i = 0; i < note->experiments->len; i++) {
			const Experiment *experiment = g_ptr_array_index(note->experiments, i);

			if (!experiment->snippet)
				offer(typed, prefix, experiment->id, note->title);
		}
	}
}

static void
offer_folders(const Typed *typed, const char *prefix)
{
	(void)prefix;
	g_ptr_array_add(typed->offers, g_strdup(COMPLETION_FOLDERS));
}

static void
offer_csv(const Typed *typed, const char *prefix)
{
	(void)prefix;
	g_ptr_array_add(typed->offers, g_strdup(COMPLETION_CSV));
}

/* Offer the words that @word tells. */
static void
offer_words(const Typed *typed, const char *prefix, int (*word)(unsigned, CommandWord *))
{
	CommandWord each;

	for (guint i = 0; word(i, &each); i++)
		offer(typed, prefix, each.name, each.meaning);
}

static void
offer_lists(const Typed *typed, const char *prefix)
{
	offer_words(typed, prefix, cmd_list_word);
}

static void
offer_shells(const Typed *typed, const char *prefix)
{
	offer_words(typed, prefix, cmd_completion_word);
}

/* Offer formats that a list, a part of the last word, has not yet. */
static void
offer_formats(const Typed *typed, const char *prefix)
{
	const char *value = typed->words[typed->last] + strlen(prefix);
	const char *comma = strrchr(value, ',');
	g_autofree char *before = g_strndup(value, comma ? (gsize)(comma + 1 - value) : 0);
	g_auto(GStrv) there = g_strsplit(before, ",", -1);
	CommandWord word;

	for (guint i = 0; cmd_build_word(i, &word); i++) {
		g_autofree char *whole = g_strconcat(prefix, before, NULL);

		if (!g_strv_contains((const char *const *)there, word.name))
			offer(typed, whole, word.name, word.meaning);
	}
}

static const struct {
	const char *name;
	void (*offer)(const Typed *typed, const char *prefix);
} placeholders[] = {
	{"NOTE", offer_notes},   {"ID", offer_experiments}, {"DIR", offer_folders},
	{"FILE.csv", offer_csv}, {"LIST", offer_formats},   {"WHAT", offer_lists},
	{"SHELL", offer_shells},
};

/* Offer what @name stands for; that may be nothing, as for a number. */
static void
offer_placeholder(const Typed *typed, const char *name, const char *prefix)
{
	for (guint i = 0; name && i < G_N_ELEMENTS(placeholders); i++)
		if (g_str_equal(placeholders[i].name, name))
			placeholders[i].offer(typed, prefix);
}

/* Arguments ------------------------------------------------------------------------------ */

static gboolean
is_literal(const char *word)
{
	return g_ascii_islower(word[0]);
}

/* Offer the next word of one way to give arguments, @way, which is taken apart. */
static void
offer_way(const Typed *typed, char **way)
{
	const GPtrArray *given = typed->arguments;
	guint n = g_strv_length(way);

	for (guint i = 0; i < n; i++) {
		char *word = way[i];

		if (word[0] == '[')
			memmove(word, word + 1, strlen(word));
		if (g_str_has_suffix(word, "]"))
			word[strlen(word) - 1] = '\0';
		gboolean repeated = g_str_has_suffix(word, "...");
		if (repeated)
			word[strlen(word) - 3] = '\0';
		if (given->len > i && !repeated) {
			if (is_literal(word) && !g_str_equal(word, g_ptr_array_index(given, i)))
				return;
			continue;
		}
		if (is_literal(word))
			offer(typed, "", word, typed->command->summary);
		else
			offer_placeholder(typed, word, "");
		return;
	}
}

static void
offer_arguments(const Typed *typed)
{
	g_auto(GStrv) ways = g_strsplit(typed->command->arguments, " | ", -1);

	for (guint i = 0; ways[i]; i++) {
		g_auto(GStrv) way = g_strsplit(ways[i], " ", -1);

		offer_way(typed, way);
	}
}

/* Options -------------------------------------------------------------------------------- */

static gboolean
takes_value(const GOptionEntry *option)
{
	return option->arg != G_OPTION_ARG_NONE && !(option->flags & G_OPTION_FLAG_NO_ARG);
}

/* Return the option that @word is, as "--name", "--name=..." or "-n", or NULL. */
static const GOptionEntry *
find_option(const Typed *typed, const char *word)
{
	for (guint i = 0; i < typed->options->len; i++) {
		const GOptionEntry *option = &g_array_index(typed->options, GOptionEntry, i);

		if (g_str_has_prefix(word, "--")) {
			if (strlen(option->long_name) == strcspn(word + 2, "=") &&
			    g_str_has_prefix(word + 2, option->long_name))
				return option;
		} else if (option->short_name && word[1] == option->short_name) {
			return option;
		}
	}
	return NULL;
}

static void
offer_options(const Typed *typed)
{
	for (guint i = 0; i < typed->options->len; i++) {
		const GOptionEntry *option = &g_array_index(typed->options, GOptionEntry, i);

		if (!(option->flags & G_OPTION_FLAG_HIDDEN))
			offer(typed, "--", option->long_name, option->description);
	}
	offer(typed, "--", "help", "Show help options");
}

/* Read the words before the last; return the option whose value the last one is, or NULL. */
static const GOptionEntry *
read_words(Typed *typed)
{
	const GOptionEntry *open = NULL;

	for (guint i = 1; i < typed->last; i++) {
		const char *word = typed->words[i];
		const char *equals = strchr(word, '=');
		const GOptionEntry *option = NULL;
		gboolean is_value = open != NULL;

		if (!is_value && !typed->plain && word[0] == '-' && word[1])
			option = find_option(typed, word);
		if (is_value && g_str_equal(open->long_name, "notes"))
			typed->notes = word;
		if (option && equals && g_str_equal(option->long_name, "notes"))
			typed->notes = equals + 1;
		if (!is_value && !typed->plain && g_str_equal(word, "--"))
			typed->plain = TRUE;
		else if (!is_value && (typed->plain || word[0] != '-'))
			g_ptr_array_add(typed->arguments, (gpointer)word);
		/* "-j4" and "--jobs=4" have theirs. */
		open = option && takes_value(option) && !equals && (word[1] == '-' || !word[2])
		               ? option
		               : NULL;
	}
	return open;
}

/* The last word ---------------------------------------------------------------------------- */

static void
offer_last(Typed *typed)
{
	const GOptionEntry *open = read_words(typed);
	const char *word = typed->words[typed->last];
	const char *equals = g_str_has_prefix(word, "--") ? strchr(word, '=') : NULL;
	const GOptionEntry *option = !open && equals ? find_option(typed, word) : NULL;

	if (open) {
		offer_placeholder(typed, open->arg_description, "");
	} else if (typed->plain) {
		offer_arguments(typed);
	} else if (option) {
		g_autofree char *prefix = g_strndup(word, (gsize)(equals + 1 - word));

		offer_placeholder(typed, option->arg_description, prefix);
	} else if (word[0] == '-') {
		offer_options(typed);
	} else {
		offer_arguments(typed);
		if (typed->offers->len == 0 && !word[0])
			offer_options(typed);
	}
}

static void
offer_commands(GPtrArray *offers)
{
	guint n;
	const Command *commands = command_table(&n);
	const Typed typed = {.offers = offers};

	for (guint i = 0; i < n; i++)
		offer(&typed, "", commands[i].name, commands[i].summary);
	offer(&typed, "", "--help", "list the commands");
	offer(&typed, "", "--version", "tell the version");
}

GPtrArray *
completion_make(const char *const *words)
{
	g_autoptr(GPtrArray) offers = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) options = g_array_new(FALSE, FALSE, sizeof(GOptionEntry));
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();
	guint n = g_strv_length((char **)words);
	Typed typed = {.words = words + 1,
	               .last = n - 2,
	               .options = options,
	               .arguments = arguments,
	               .notes = "notes",
	               .offers = offers};

	if (n == 2)
		offer_commands(offers);
	typed.command = n > 2 ? command_find(words[1]) : NULL;
	if (typed.command) {
		command_options(typed.command, options);
		offer_last(&typed);
	}
	return g_steal_pointer(&offers);
}
