#include "file.h"
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Pages are read whole; one that is larger than this, in B, is none of ours. */
#define LARGEST_PAGE ((gsize)64 * 1024 * 1024)

#define HTML "text/html; charset=utf-8"

static const struct {
	const char *ending, *type;
} types[] = {
	{"css", "text/css; charset=utf-8"},
	{"csv", "text/csv; charset=utf-8"},
	{"gif", "image/gif"},
	{"html", HTML},
	{"ico", "image/x-icon"},
	{"jpeg", "image/jpeg"},
	{"jpg", "image/jpeg"},
	{"js", "text/javascript; charset=utf-8"},
	{"json", "application/json"},
	{"md", "text/markdown; charset=utf-8"},
	{"mjs", "text/javascript; charset=utf-8"},
	{"mp4", "video/mp4"},
	{"otf", "font/otf"},
	{"pdf", "application/pdf"},
	{"png", "image/png"},
	{"svg", "image/svg+xml"},
	{"ttf", "font/ttf"},
	{"txt", "text/plain; charset=utf-8"},
	{"wasm", "application/wasm"},
	{"webm", "video/webm"},
	{"webp", "image/webp"},
	{"woff", "font/woff"},
	{"woff2", "font/woff2"},
	{"xml", "application/xml"},
};

static const char *
type_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (guint i = 0; dot && i < G_N_ELEMENTS(types); i++)
		if (g_ascii_strcasecmp(dot + 1, types[i].ending) == 0)
			return types[i].type;
	return "application/octet-stream";
}

/* Return the path below the site that @address means (transfer full), or NULL. */
static char *
path_of(const char *address)
{
	/* NUL and what is no %XX make it NULL */
	g_autofree char *path = g_uri_unescape_string(address, NULL);

	if (strlen(address) > FILE_MAX_ADDRESS || !path || path[0] != '/' ||
	    strstr(path, "/.")) /* "." and ".." and what is hidden */
		return NULL;
	if (g_str_has_suffix(path, "/"))
		return g_strconcat(path, "index.html", NULL);
	return g_steal_pointer(&path);
}

/* Open @path, which may hold links, if it is a file below @site. */
static int
open_below(const char *site, const char *path)
{
	g_autofree char *whole = g_strconcat(site, path, NULL);
	char real[PATH_MAX];
	gsize length = strlen(site);

	if (!realpath(whole, real) || strncmp(real, site, length) != 0 || real[length] != '/')
		return -1;
	/* not to wait for the other end of a pipe */
	return open(real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

gboolean
file_open(File *file, const char *site, const char *address)
{
	g_autofree char *path = path_of(address);
	struct stat info;

	*file = (File){.fd = -1};
	if (!path)
		return FALSE;
	file->fd = open_below(site, path);
	if (file->fd < 0)
		return FALSE;
	file->type = type_of(path);
	file->html = g_str_equal(file->type, HTML);
	if (fstat(file->fd, &info) == 0 && S_ISREG(info.st_mode)) {
		file->size = (gsize)info.st_size;
		/* files are replaced, not changed; times alone may be equal */
		g_snprintf(file->tag, sizeof file->tag, "\"%jx-%jx-%jx\"", (uintmax_t)info.st_ino,
		           (uintmax_t)info.st_ctim.tv_sec, (uintmax_t)info.st_ctim.tv_nsec);
		return TRUE;
	}
	file_close(file);
	return FALSE;
}

void
file_close(File *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}

char *
file_text(const File *file)
{
	g_autofree char *text = NULL;
	gsize have = 0;

	if (file->size > LARGEST_PAGE)
		return NULL;
	text = g_malloc(file->size + 1);
	while (have < file->size) {
		ssize_t n = pread(file->fd, text + have, file->size - have, (off_t)have);

		if (n <= 0)
			return NULL;
		have += (gsize)n;
	}
	text[have] = '\0';
	return g_steal_pointer(&text);
}

char *
file_inject(const char *text, const char *script, gsize *size)
{
	const char *end = g_strrstr(text, "</body>");
	GString *page = g_string_new_len(text, end ? end - text : -1);

	g_string_append(page, script);
	if (end)
		g_string_append(page, end);
	*size = page->len;
	return g_string_free(page, FALSE);
}
