#include "rsync.h"

#include "helper.h"
#include "tool.h"
#include "util.h"

#include <string.h>

/* Width of "%i": a letter for the transfer, one for the kind of file, nine for what differs. */
#define ITEM 11

/* What rsync ends with when a file or folder is not there. */
#define PARTIAL 23

static char *
run(const Publication *publication, const char *const *argv, GError **error)
{
	const Helper helper = {publication->work, NULL, NULL, publication->trace};

	return helper_run(&helper, argv, NULL, error);
}

/* Tell whether the folder @place is @site, or lies in it. */
static gboolean
is_inside(const char *place, const char *site)
{
	g_autofree char *folder = g_canonicalize_filename(place, NULL);
	gsize len = strlen(site);

	return strncmp(folder, site, len) == 0 && (folder[len] == '/' || folder[len] == '\0');
}

gboolean
rsync_ready(Publication *publication, GError **error)
{
	const char *place = publication->to->place;
	gboolean open = g_str_has_suffix(place, ":") || g_str_has_suffix(place, "/");
	g_autofree char *program = tool_find("rsync");
	g_autofree char *from = g_strconcat(place, open ? "" : "/", RSYNC_LIST, NULL);
	g_autofree char *to = g_build_filename(publication->work, "before", NULL);
	g_autofree char *out = NULL;
	g_autoptr(GError) problem = NULL;

	if (program == NULL) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
		            "there is no rsync on PATH: install it");
		return FALSE;
	}
	if (!destination_is_far(place) && is_inside(place, publication->site)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
		            "%s is the site itself, or lies in it: publish to another folder",
		            place);
		return FALSE;
	}
	if (!file_write(to, "", 0, error))
		return FALSE;
	out = run(publication, (const char *const[]){"rsync", from, to, NULL}, &problem);
	if (out == NULL && !g_error_matches(problem, G_SPAWN_EXIT_ERROR, PARTIAL)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	return g_file_get_contents(to, &publication->list, NULL, error);
}

/* Append a rule: @path may be deleted, whatever rsync would read as a pattern in it. */
static void
append_rule(GString *rules, const char *path, const char *end)
{
	g_string_append(rules, "R /");
	for (const char *c = path; *c != '\0'; c++) {
		if (strpbrk(path, "*?[") != NULL && strchr("\\*?[", *c) != NULL)
			g_string_append_c(rules, '\\');
		g_string_append_c(rules, *c);
	}
	g_string_append_printf(rules, "%s\n", end);
}

char *
rsync_rules(const Publication *publication)
{
	g_autoptr(GHashTable) ours = g_hash_table_new(g_str_hash, g_str_equal);
	g_auto(GStrv) listed = g_strsplit(publication->list, "\n", -1);
	GString *rules = g_string_new(NULL);

	for (guint i = 0; i < publication->files->len; i++)
		g_hash_table_add(ours, g_ptr_array_index(publication->files, i));
	for (guint i = 0; listed[i] != NULL; i++) {
		if (*listed[i] == '\0' || g_hash_table_contains(ours, listed[i]))
			continue;
		append_rule(rules, listed[i], "");
		/* And the folders above it, if they become empty. */
		for (char *slash; (slash = strrchr(listed[i], '/')) != NULL;) {
			*slash = '\0';
			append_rule(rules, listed[i], "/");
		}
	}
	g_string_append(rules, "P *\n");
	return g_string_free(rules, FALSE);
}

/* Bring the place up to date, or only say what would be done. */
static char *
transfer(const Publication *publication, gboolean dry, GError **error)
{
	g_autofree char *from = g_strconcat(publication->site, "/", NULL);
	/*
	 * By checksum: pages that were made again are new in their times, not in their bytes.  All
	 * files take their places at the end, so that readers do not meet half a site for long.
	 */
	const char *const argv[] = {"rsync",
	                            "-rt",
	                            "--checksum",
	                            "--delete",
	                            "--delay-updates",
	                            "--8-bit-output",
	                            "--out-format=%i %n",
	                            "--filter=merge rules",
	                            from,
	                            RSYNC_LIST,
	                            publication->to->place,
	                            dry ? "--dry-run" : NULL,
	                            NULL};

	return run(publication, argv, error);
}

void
rsync_read(Publication *publication, const char *out)
{
	g_auto(GStrv) lines = g_strsplit(out, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++) {
		const char *line = lines[i], *name = line + ITEM + 1;

		if (strlen(line) < ITEM + 2 || line[ITEM] != ' ' || g_str_has_suffix(line, "/") ||
		    g_str_equal(name, RSYNC_LIST))
			continue;
		if (g_str_has_prefix(line, "*deleting"))
			publication_add(publication, CHANGE_REMOVED, name);
		else if (strchr("<>c", line[0]) != NULL)
			publication_add(publication, line[2] == '+' ? CHANGE_ADDED : CHANGE_CHANGED,
			                name);
	}
}

gboolean
rsync_compare(Publication *publication, GError **error)
{
	g_autofree char *rules = rsync_rules(publication);
	g_autofree char *rules_path = g_build_filename(publication->work, "rules", NULL);
	g_autofree char *list_path = g_build_filename(publication->work, RSYNC_LIST, NULL);
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *out = NULL;

	for (guint i = 0; i < publication->files->len; i++)
		g_string_append_printf(list, "%s\n",
		                       (char *)g_ptr_array_index(publication->files, i));
	if (!file_write(rules_path, rules, strlen(rules), error) ||
	    !file_write(list_path, list->str, list->len, error))
		return FALSE;
	out = transfer(publication, TRUE, error);
	if (out == NULL)
		return FALSE;
	rsync_read(publication, out);
	return TRUE;
}

gboolean
rsync_send(Publication *publication, GError **error)
{
	g_autofree char *out = transfer(publication, FALSE, error);

	return out != NULL;
}
