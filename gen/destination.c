#include "destination.h"

#include "field.h"

#include <string.h>

static const char *const keys[] = {"branch", "remote", "rsync", NULL};

void
destination_free(Destination *destination)
{
	if (destination == NULL)
		return;
	g_free(destination->place);
	g_free(destination->remote);
	g_free(destination);
}

gboolean
destination_is_far(const char *place)
{
	return place[strcspn(place, ":/")] == ':';
}

char *
destination_show(const Destination *destination)
{
	if (destination->kind == DESTINATION_RSYNC)
		return g_strdup(destination->place);
	return g_strdup_printf("the branch '%s' of '%s'", destination->place, destination->remote);
}

/* Whether git takes @name for a branch (git-check-ref-format(1)), as far as authors err. */
static gboolean
is_branch(const char *name)
{
	static const char *const parts[] = {"..", "//", "/.", "@{"};
	static const char *const ends[] = {"/", ".", ".lock"};

	if (name[0] == '/' || name[0] == '.' || strpbrk(name, " \t~^:?*[\\") != NULL)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strstr(name, parts[i]) != NULL)
			return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(name, ends[i]))
			return FALSE;
	return TRUE;
}

/* Whether @name is a machine that lacks its folder: "me@host". */
static gboolean
is_bare_machine(const char *name)
{
	return strchr(name, '@') != NULL && strpbrk(name, ":/") == NULL;
}

/* Read the text of @key, if @map has it, into @text; FALSE after a finding. */
static gboolean
read_text(const Yaml *map, const char *key, char **text, Diag *diag)
{
	const Yaml *value = yaml_take(map, key);
	const char *help = NULL;
	g_autofree char *read = NULL;

	if (value == NULL)
		return TRUE;
	if (!field_text(value, key, diag, &read))
		return FALSE;
	if (read[0] == '-') /* a tool would take it for an option */
		help = "write it without the dash";
	else if (g_str_equal(key, "branch") && !is_branch(read))
		help = "write a name as in `publish: {branch: gh-pages}`";
	else if (g_str_equal(key, "rsync") && is_bare_machine(read))
		help = "name the folder there, too: USER@HOST:FOLDER";
	if (help != NULL) {
		diag_add(diag, value->span, FINDING_OPTION_TYPE, help, "'%s' cannot be '%s'", key,
		         read);
		return FALSE;
	}
	*text = g_steal_pointer(&read);
	return TRUE;
}

/* Return the folder @name as the author means it: from home, or from @folder on. */
static char *
resolve(const char *name, const char *folder)
{
	if (g_str_has_prefix(name, "~/"))
		return g_build_filename(g_get_home_dir(), name + 2, NULL);
	if (destination_is_far(name))
		return g_strdup(name);
	g_autofree char *from = g_canonicalize_filename(folder, NULL);
	return g_canonicalize_filename(name, from);
}

Destination *
destination_read(const Yaml *value, const char *folder, Diag *diag)
{
	static const char help[] = "write `publish: {branch: gh-pages}` or `publish: {rsync: "
				   "USER@HOST:FOLDER}`";
	g_autofree char *branch = NULL, *remote = NULL, *rsync = NULL;
	Destination *destination;
	gboolean good;

	if (value == NULL)
		return NULL;
	if (value->kind != YAML_MAP || value->entries->len == 0) {
		diag_add(diag, value->span,
		         value->kind == YAML_MAP ? FINDING_OPTION_EMPTY : FINDING_OPTION_TYPE, help,
		         "'publish' takes a map that names a place, not %s",
		         value->kind == YAML_MAP ? "an empty one" : yaml_kind_name(value));
		return NULL;
	}
	good = read_text(value, "branch", &branch, diag);
	good &= read_text(value, "remote", &remote, diag);
	good &= read_text(value, "rsync", &rsync, diag);
	yaml_reject_rest(value, FINDING_COURSE_KEY, "setting of 'publish'", keys, NULL, diag);
	if (!good)
		return NULL;
	if (rsync != NULL && (branch != NULL || remote != NULL)) {
		diag_add(diag, yaml_entry(value, "rsync")->key_span, FINDING_OPTION_CONFLICT,
		         "publish to one place", "'%s' and 'rsync' are two places",
		         branch != NULL ? "branch" : "remote");
		return NULL;
	}
	destination = g_new0(Destination, 1);
	destination->kind = rsync != NULL ? DESTINATION_RSYNC : DESTINATION_BRANCH;
	if (rsync != NULL) {
		destination->place = resolve(rsync, folder);
	} else {
		destination->place = g_strdup(branch != NULL ? branch : "gh-pages");
		destination->remote = g_strdup(remote != NULL ? remote : "origin");
	}
	return destination;
}
