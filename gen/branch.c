#include "branch.h"

#include "helper.h"
#include "tool.h"
#include "util.h"

#include <glib/gstdio.h>
#include <string.h>

/* A hook that calls us has set these for a repository that may be another one. */
#define PLAIN "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"

/* Run git in the folder of the notes; @input may be NULL. */
#define GIT(publication, input, error, ...)                                                        \
	git(publication, input, NULL, error, (const char *const[]){"git", __VA_ARGS__, NULL})

static char *
git(const Publication *publication, const GString *input, gsize *len, GError **error,
    const char *const *argv)
{
	static const char *const env[] = {PLAIN, NULL};
	const Helper helper = {publication->notes, env, input, publication->trace};
	char *out = helper_run(&helper, argv, len, error);

	return out != NULL && len == NULL ? g_strchomp(out) : out;
}

/* Find the commit that the branch is at; NULL in @commit when there is no such branch. */
static gboolean
find_tip(const Publication *publication, char **commit, GError **error)
{
	g_autofree char *ref = g_strconcat("refs/heads/", publication->to->place, NULL);
	g_autofree char *out =
		GIT(publication, NULL, error, "ls-remote", publication->to->remote, ref);

	if (out == NULL)
		return FALSE;
	*commit = *out != '\0' ? g_strndup(out, strcspn(out, " \t\n")) : NULL;
	return TRUE;
}

/* See that the repository here has the commit that the branch is at. */
static gboolean
fetch(const Publication *publication, GError **error)
{
	g_autofree char *ref = g_strconcat("refs/heads/", publication->to->place, NULL);
	g_autofree char *object = g_strconcat(publication->parent, "^{commit}", NULL);
	g_autofree char *there = GIT(publication, NULL, NULL, "cat-file", "-e", object);
	g_autofree char *fetched = NULL;

	if (there != NULL)
		return TRUE;
	fetched = GIT(publication, NULL, error, "fetch", "--quiet", "--no-tags",
	              "--no-write-fetch-head", "--no-auto-maintenance",
	              "--refmap=", publication->to->remote, ref);
	return fetched != NULL;
}

gboolean
branch_ready(Publication *publication, GError **error)
{
	const Destination *to = publication->to;
	g_autofree char *program = tool_find("git");
	g_autofree char *folder = NULL, *url = NULL, *common = NULL;

	if (program == NULL) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
		            "there is no git on PATH: install it");
		return FALSE;
	}
	folder = GIT(publication, NULL, error, "rev-parse", "--git-dir");
	if (folder == NULL)
		return FALSE;
	/* What could be a name is one, for otherwise git takes it for a folder. */
	if (strpbrk(to->remote, "/:") == NULL) {
		url = GIT(publication, NULL, error, "remote", "get-url", to->remote);
		if (url == NULL)
			return FALSE;
	}
	if (!find_tip(publication, &publication->parent, error))
		return FALSE;
	if (publication->parent == NULL)
		return TRUE;
	if (!fetch(publication, error))
		return FALSE;
	common = GIT(publication, NULL, NULL, "merge-base", "HEAD", publication->parent);
	if (common == NULL)
		return TRUE;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
	            "the branch '%s' of '%s' holds the notes themselves, and a site would take "
	            "their place: publish to a branch of its own, as in `publish: {branch: "
	            "gh-pages}`",
	            to->place, to->remote);
	return FALSE;
}

/* Store the files of the site, byte for byte, and append a line of each for an index. */
static gboolean
store_files(const Publication *publication, GString *entries, GError **error)
{
	g_autoptr(GString) paths = g_string_new(NULL);
	g_autofree char *out = NULL;
	g_auto(GStrv) hashes = NULL;

	for (guint i = 0; i < publication->files->len; i++)
		g_string_append_printf(paths, "%s/%s\n", publication->site,
		                       (char *)g_ptr_array_index(publication->files, i));
	out = GIT(publication, paths, error, "hash-object", "-w", "--no-filters", "--stdin-paths");
	if (out == NULL)
		return FALSE;
	hashes = g_strsplit(out, "\n", -1);
	for (guint i = 0; i < publication->files->len && hashes[i] != NULL; i++) {
		g_string_append_printf(entries, "100644 blob %s\t%s", hashes[i],
		                       (char *)g_ptr_array_index(publication->files, i));
		g_string_append_c(entries, '\0');
	}
	return TRUE;
}

/* Append CNAME as the branch has it, if the site has none. */
static gboolean
keep_name(const Publication *publication, GString *entries, GError **error)
{
	g_autofree char *own = g_build_filename(publication->site, "CNAME", NULL);
	g_autofree char *entry = NULL;

	if (publication->parent == NULL || g_file_test(own, G_FILE_TEST_EXISTS))
		return TRUE;
	entry = GIT(publication, NULL, error, "ls-tree", "-z", "--full-tree", publication->parent,
	            "CNAME");
	if (entry != NULL && *entry != '\0')
		g_string_append_len(entries, entry, (gssize)strlen(entry) + 1);
	return entry != NULL;
}

/* Make the tree of @entries, with an index of its own. */
static char *
write_tree(const Publication *publication, const GString *entries, GError **error)
{
	g_autofree char *index = g_build_filename(publication->work, "index", NULL);
	g_autofree char *variable = g_strconcat("GIT_INDEX_FILE=", index, NULL);
	const char *const env[] = {PLAIN, variable, NULL};
	/* Nothing that belongs to an index for good: it is gone in a moment. */
	const char *const add[] = {
		"git",          "-c", "core.splitIndex=false", "-c", "core.fsmonitor=false",
		"update-index", "-z", "--index-info",          NULL};
	const char *const write[] = {"git", "write-tree", NULL};
	const Helper adding = {publication->notes, env, entries, publication->trace};
	const Helper writing = {publication->notes, env, NULL, publication->trace};
	g_autofree char *added = NULL;
	char *tree = NULL;

	if (!directory_make(publication->work, error))
		return NULL;
	g_unlink(index);
	added = helper_run(&adding, add, NULL, error);
	if (added != NULL)
		tree = helper_run(&writing, write, NULL, error);
	g_unlink(index);
	return tree != NULL ? g_strchomp(tree) : NULL;
}

/* Read the @len bytes of @out, rows of a letter and a path with a NUL after each. */
static void
read_changes(Publication *publication, const char *out, gsize len)
{
	const char *end = out + len;

	while (out < end) {
		const char *name = out + strlen(out) + 1;

		if (name >= end)
			return;
		publication_add(publication,
		                *out == 'A'   ? CHANGE_ADDED
		                : *out == 'D' ? CHANGE_REMOVED
		                              : CHANGE_CHANGED,
		                name);
		out = name + strlen(name) + 1;
	}
}

gboolean
branch_compare(Publication *publication, GError **error)
{
	g_autoptr(GString) entries = g_string_new(NULL);
	g_autofree char *out = NULL;
	gsize len = 0;

	if (!store_files(publication, entries, error) || !keep_name(publication, entries, error))
		return FALSE;
	publication->tree = write_tree(publication, entries, error);
	if (publication->tree == NULL)
		return FALSE;
	if (publication->parent == NULL) {
		for (guint i = 0; i < publication->files->len; i++)
			publication_add(publication, CHANGE_ADDED,
			                g_ptr_array_index(publication->files, i));
		return TRUE;
	}
	out = git(publication, NULL, &len, error,
	          (const char *const[]){"git", "diff-tree", "-r", "-z", "--no-renames",
	                                "--name-status", publication->parent, publication->tree,
	                                NULL});
	if (out != NULL)
		read_changes(publication, out, len);
	return out != NULL;
}

/* Commit the tree; NULL with @error. */
static char *
commit(const Publication *publication, GError **error)
{
	/* "--exclude": the name of a tag would not tell from which commit. */
	g_autofree char *source = GIT(publication, NULL, NULL, "describe", "--always", "--dirty",
	                              "--abbrev=40", "--exclude=*");
	g_autofree char *subject = g_strconcat("Publish ", publication->title, NULL);
	g_autofree char *body =
		g_strconcat("Made from ", source != NULL ? source : "no commit", NULL);

	return GIT(publication, NULL, error, "commit-tree", publication->tree, "-m", subject, "-m",
	           body, publication->parent != NULL ? "-p" : NULL, publication->parent);
}

gboolean
branch_send(Publication *publication, GError **error)
{
	const Destination *to = publication->to;
	g_autofree char *made = commit(publication, error);
	g_autofree char *ref = NULL, *out = NULL, *tip = NULL;

	if (made == NULL)
		return FALSE;
	ref = g_strdup_printf("%s:refs/heads/%s", made, to->place);
	out = GIT(publication, NULL, error, "push", "--quiet", "--no-follow-tags", to->remote, ref);
	if (out != NULL)
		return TRUE;
	if (error != NULL && find_tip(publication, &tip, NULL) &&
	    g_strcmp0(tip, publication->parent) != 0) {
		g_autofree char *more = g_strconcat(
			(*error)->message,
			"\nsomebody else has published there meanwhile: publish again", NULL);

		g_free((*error)->message);
		(*error)->message = g_steal_pointer(&more);
	}
	return FALSE;
}
