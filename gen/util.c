#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

guint
edit_distance(const char *a, const char *b)
{
	gsize n = strlen(a), m = strlen(b);
	guint rows[3][EDIT_MAX + 1]; /* the row before the last, the last, this one */

	if (n > EDIT_MAX || m > EDIT_MAX)
		return G_MAXUINT;
	for (guint j = 0; j <= m; j++)
		rows[1][j] = rows[0][j] = j;
	for (guint i = 1; i <= n; i++) {
		rows[2][0] = i;
		for (guint j = 1; j <= m; j++) {
			char x = g_ascii_tolower(a[i - 1]), y = g_ascii_tolower(b[j - 1]);
			guint best = rows[1][j - 1] + (x != y);

			best = MIN(best, rows[1][j] + 1);
			best = MIN(best, rows[2][j - 1] + 1);
			if (i > 1 && j > 1 && x == g_ascii_tolower(b[j - 2]) &&
			    y == g_ascii_tolower(a[i - 2]))
				best = MIN(best, rows[0][j - 2] + 1);
			rows[2][j] = best;
		}
		memcpy(rows[0], rows[1], sizeof rows[0]);
		memcpy(rows[1], rows[2], sizeof rows[1]);
	}
	return rows[1][m];
}

int
text_compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
version_compare(const char *a, const char *b)
{
	while (g_ascii_isdigit(*a) && g_ascii_isdigit(*b)) {
		guint64 x = g_ascii_strtoull(a, (char **)&a, 10);
		guint64 y = g_ascii_strtoull(b, (char **)&b, 10);

		if (x != y)
			return x < y ? -1 : 1;
		if (*a != '.' || *b != '.')
			break;
		a++;
		b++;
	}
	return 0;
}

double
fact_number(const GPtrArray *facts, const char *name)
{
	gsize len = strlen(name);

	for (guint i = 0; i < facts->len; i++) {
		const char *fact = g_ptr_array_index(facts, i);

		if (strncmp(fact, name, len) == 0 && fact[len] == ' ')
			return g_ascii_strtod(fact + len + 1, NULL);
	}
	return (double)NAN;
}

gsize
utf8_mask(char *text, gsize len)
{
	const char *bad;
	gsize n = 0, at = 0;

	while (at < len && !g_utf8_validate_len(text + at, len - at, &bad)) {
		at = (gsize)(bad - text);
		text[at++] = '?';
		n++;
	}
	return n;
}

/* Set @error from errno: "PATH: cannot VERB: REASON". */
static gboolean
fail(GError **error, const char *path, const char *verb)
{
	int number = errno;

	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(number), "%s: cannot %s: %s",
	            path, verb, g_strerror(number));
	return FALSE;
}

gboolean
directory_make(const char *path, GError **error)
{
	if (g_mkdir_with_parents(path, 0777) != 0)
		return fail(error, path, "make the folder");
	return TRUE;
}

/* Write all of @data to @fd. */
static gboolean
write_all(int fd, const char *data, gsize len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		data += n;
		len -= (gsize)n;
	}
	return TRUE;
}

gboolean
file_is_temporary(const char *name)
{
	static const char unknown[] = ".XXXXXX";
	gsize len = strlen(name), end = len - MIN(len, strlen(unknown));

	if (*name != '.' || end < 2 || name[end] != '.')
		return FALSE;
	while (++end < len)
		if (!g_ascii_isalnum(name[end]))
			return FALSE;
	return TRUE;
}

/* Open a new temporary file beside @path, with the mode of a plain new file; its name goes to
 * @name. */
static int
open_beside(const char *path, char **name, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *temporary = g_strdup_printf("%s/.%s.XXXXXX", folder, base);
	int fd;

	if (!directory_make(folder, error))
		return -1;
	fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0666);
	if (fd < 0) {
		fail(error, path, "write");
		return -1;
	}
	*name = g_steal_pointer(&temporary);
	return fd;
}

/* Make the rename of @path last: without this the folder may forget it in a power failure. */
static void
sync_folder(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/*
 * Finish the temporary file @fd called @temporary: it becomes @path if @good, or goes away.  @last:
 * it survives a power failure.
 */
static gboolean
finish(int fd, const char *temporary, const char *path, gboolean good, gboolean last,
       GError **error)
{
	int number;

	good = good && (!last || fsync(fd) == 0);
	number = errno;
	if (close(fd) != 0 && good) {
		number = errno;
		good = FALSE;
	}
	if (good && g_rename(temporary, path) == 0) {
		if (last)
			sync_folder(path);
		return TRUE;
	}
	if (good)
		number = errno;
	g_unlink(temporary);
	errno = number;
	return fail(error, path, "write");
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void
directory_remove(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

char *
file_identity(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return g_strdup("");
	return g_strdup_printf("%jx-%jx-%jx.%lx-%jx.%lx", (uintmax_t)st.st_size,
	                       (uintmax_t)st.st_ino, (uintmax_t)st.st_mtim.tv_sec,
	                       st.st_mtim.tv_nsec, (uintmax_t)st.st_ctim.tv_sec,
	                       st.st_ctim.tv_nsec);
}

static gboolean
write_file(const char *path, const void *data, gsize len, gboolean last, GError **error)
{
	g_autofree char *temporary = NULL;
	int fd = open_beside(path, &temporary, error);

	if (fd < 0)
		return FALSE;
	return finish(fd, temporary, path, write_all(fd, data, len), last, error);
}

gboolean
file_write(const char *path, const void *data, gsize len, GError **error)
{
	return write_file(path, data, len, TRUE, error);
}

/* Copy what is left of @in to @out; tell in @read_failed which side failed. */
static gboolean
copy_all(int in, int out, gboolean *read_failed)
{
	char buffer[65536];
	ssize_t n;

	for (;;) {
		n = read(in, buffer, sizeof buffer);
		if (n < 0 && errno == EINTR)
			continue;
		*read_failed = n < 0;
		if (n <= 0)
			return n == 0;
		if (!write_all(out, buffer, (gsize)n))
			return FALSE;
	}
}

/* Tell whether the file @path holds these bytes. */
static gboolean
holds(const char *path, const void *data, gsize len)
{
	g_autofree char *old = NULL;
	struct stat st;
	gsize old_len = 0;

	return stat(path, &st) == 0 && st.st_size == (gint64)len &&
	       g_file_get_contents(path, &old, &old_len, NULL) && old_len == len &&
	       memcmp(old, data, len) == 0;
}

gboolean
file_update(const char *path, const void *data, gsize len, GError **error)
{
	return holds(path, data, len) || write_file(path, data, len, TRUE, error);
}

gboolean
file_refresh(const char *path, const void *data, gsize len, GError **error)
{
	return holds(path, data, len) || write_file(path, data, len, FALSE, error);
}

gboolean
file_copy(const char *from, const char *to, GError **error)
{
	g_autofree char *temporary = NULL;
	gboolean read_failed = FALSE, good;
	int in, out;

	in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return fail(error, from, "read");
	out = open_beside(to, &temporary, error);
	if (out < 0) {
		close(in);
		return FALSE;
	}
	good = copy_all(in, out, &read_failed);
	if (read_failed) {
		int number = errno;

		close(in);
		close(out);
		g_unlink(temporary);
		errno = number;
		return fail(error, from, "read");
	}
	{
		int number = errno;

		close(in);
		errno = number;
	}
	return finish(out, temporary, to, good, TRUE, error);
}
