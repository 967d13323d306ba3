#include "watch.h"
#include "util.h"
#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

/* So long nothing more must have happened, in ms: after a file was written whole, and after one
 * has vanished or was emptied, when the rest may be to come. */
#define SETTLED  8
#define IN_PARTS 60

/* A file that is being written is waited for so long, in ms; one that is always open is a log. */
#define WRITING 300

/* Folders deeper than this are not looked into. */
#define DEEPEST 32

#define NAMES (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
#define BYTES (IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB)

/* A folder that is watched. */
typedef struct Folder {
	char *path;
	gboolean inside; /* it belongs to what is watched; else a folder in it may do so */
} Folder;

struct Watch {
	int fd;
	guint source, timer;
	GStrv roots;
	dev_t except_device;
	ino_t except_inode;
	GHashTable *folders; /* watch descriptor to Folder */
	GHashTable *writing; /* path to when it was begun: files that are open */
	GHashTable *changed; /* path to whether the rest of the change may be to come */
	GHashTable *born;    /* set of paths that were not there when was told last */
	gint64 first, last;  /* of the changes, monotonic us */
	GError *problem;     /* the first one, until it is told */
	WatchTold told;
	gpointer data;
};

gboolean
watch_is_noise(const char *name)
{
	gsize length = strlen(name);

	return name[0] == '.' || g_str_has_suffix(name, "~") ||
	       (name[0] == '#' && name[length - 1] == '#') || g_str_has_suffix(name, ".swp") ||
	       g_str_has_suffix(name, ".tmp") || g_str_has_suffix(name, ".pyc") ||
	       g_str_has_prefix(name, "___jb_") || /* JetBrains */
	       g_str_equal(name, "__pycache__") || g_str_equal(name, "node_modules") ||
	       strspn(name, G_CSET_DIGITS) == length; /* vim asks whether it may write "4913" */
}

/* Folders ------------------------------------------------------------------------------ */

static void
free_folder(gpointer data)
{
	Folder *folder = data;

	g_free(folder->path);
	g_free(folder);
}

static void
set_problem(Watch *watch, const char *path)
{
	int problem = errno;
	g_autofree char *limit = NULL;

	if (watch->problem || (problem != ENOSPC && problem != ENOMEM))
		return; /* it is gone again, or not ours to read: the build says so */
	g_file_get_contents("/proc/sys/fs/inotify/max_user_watches", &limit, NULL, NULL);
	g_set_error(&watch->problem, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
	            "%s cannot be watched: this user watches as many folders as "
	            "fs.inotify.max_user_watches allows (%s); an administrator can raise it: "
	            "sysctl fs.inotify.max_user_watches=524288",
	            path, limit ? g_strchomp(limit) : "?");
}

/* Watch the folder @path; tell whether it is a new one. */
static gboolean
add_folder(Watch *watch, const char *path, gboolean inside)
{
	int wd = inotify_add_watch(watch->fd, path,
	                           IN_ONLYDIR | IN_EXCL_UNLINK | IN_MASK_ADD | NAMES |
	                                   (inside ? BYTES : 0));
	Folder *folder;

	if (wd < 0) {
		set_problem(watch, path);
		return FALSE;
	}
	folder = g_hash_table_lookup(watch->folders, GINT_TO_POINTER(wd));
	if (folder && (folder->inside || !inside))
		return FALSE;
	folder = g_new0(Folder, 1);
	folder->path = g_strdup(path);
	folder->inside = inside;
	g_hash_table_replace(watch->folders, GINT_TO_POINTER(wd), folder);
	return TRUE;
}

static gboolean
is_wanted_folder(const Watch *watch, const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode) &&
	       !(info.st_dev == watch->except_device && info.st_ino == watch->except_inode);
}

/* Return the path of @name in @folder, as an author writes it (transfer full). */
static char *
path_in(const char *folder, const char *name)
{
	return g_str_equal(folder, ".") ? g_strdup(name) : g_build_filename(folder, name, NULL);
}

/* Watch @path and the folders in it.  First it, then they: none can come unseen in between. */
static void
add_tree(Watch *watch, const char *path, guint depth)
{
	g_autoptr(GDir) dir = NULL;
	const char *name;

	if (depth > DEEPEST || !is_wanted_folder(watch, path) || !add_folder(watch, path, TRUE))
		return;
	dir = g_dir_open(path, 0, NULL);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = path_in(path, name);

		if (!watch_is_noise(name) && g_file_test(inner, G_FILE_TEST_IS_DIR))
			add_tree(watch, inner, depth + 1);
	}
}

static void
add_root(Watch *watch, const char *root)
{
	g_autofree char *parent = g_path_get_dirname(root);

	add_folder(watch, parent, FALSE);
	add_tree(watch, root, 0);
}

/* Let go of the folder @path, which has gone elsewhere, and of those in it. */
static void
drop_tree(Watch *watch, const char *path)
{
	gsize length = strlen(path);
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, watch->folders);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const Folder *folder = value;

		if (folder->inside && strncmp(folder->path, path, length) == 0 &&
		    (folder->path[length] == '/' || folder->path[length] == '\0')) {
			inotify_rm_watch(watch->fd, GPOINTER_TO_INT(key));
			g_hash_table_iter_remove(&iter);
		}
	}
}

/* Changes ------------------------------------------------------------------------------ */

static void
add_change(Watch *watch, const char *path, gboolean parts)
{
	watch->last = g_get_monotonic_time();
	if (g_hash_table_size(watch->changed) == 0)
		watch->first = watch->last;
	g_hash_table_insert(watch->changed, g_strdup(path), GINT_TO_POINTER(parts));
}

static void
set_writing(Watch *watch, const char *path)
{
	gint64 *begun;

	if (g_hash_table_contains(watch->writing, path))
		return;
	begun = g_new(gint64, 1);
	*begun = g_get_monotonic_time();
	g_hash_table_insert(watch->writing, g_strdup(path), begun);
}

/* Return when what has changed can be told, monotonic us. */
static gint64
settled_at(const Watch *watch)
{
	gint64 at = watch->last + SETTLED * 1000;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, watch->changed);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		if (value)
			at = watch->last + IN_PARTS * 1000;
	g_hash_table_iter_init(&iter, watch->writing);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		gint64 begun = *(gint64 *)value;

		if (watch->last < begun + WRITING * 1000)
			at = MAX(at, begun + WRITING * 1000);
	}
	return MIN(at, watch->first + WATCH_PATIENCE * 1000);
}

static void
tell(Watch *watch)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) problem = g_steal_pointer(&watch->problem);
	GHashTableIter iter;
	gpointer path;

	g_hash_table_iter_init(&iter, watch->changed);
	while (g_hash_table_iter_next(&iter, &path, NULL))
		g_ptr_array_add(paths, g_strdup(path));
	g_hash_table_remove_all(watch->changed);
	g_hash_table_remove_all(watch->born);
	g_ptr_array_sort(paths, text_compare);
	watch->told(paths, problem, watch->data);
}

static void set_timer(Watch *watch);

static gboolean
on_timer(gpointer data)
{
	Watch *watch = data;

	watch->timer = 0;
	if (g_hash_table_size(watch->changed) == 0)
		return G_SOURCE_REMOVE;
	if (settled_at(watch) <= g_get_monotonic_time())
		tell(watch);
	else
		set_timer(watch);
	return G_SOURCE_REMOVE;
}

static void
set_timer(Watch *watch)
{
	gint64 left = settled_at(watch) - g_get_monotonic_time();

	if (watch->timer == 0)
		watch->timer = g_timeout_add((guint)MAX(left + 999, 0) / 1000, on_timer, watch);
}

/* Events ------------------------------------------------------------------------------- */

/* A folder that we know of by its name: one of ours has come or gone. */
static void
take_folder(Watch *watch, const char *path, guint32 mask)
{
	if (mask & (IN_DELETE | IN_MOVED_FROM))
		drop_tree(watch, path);
	else if (mask & (IN_CREATE | IN_MOVED_TO))
		add_tree(watch, path, 0);
	else
		return;
	add_change(watch, path, TRUE);
}

static void
take_file(Watch *watch, const char *path, guint32 mask)
{
	gboolean gone = (mask & (IN_DELETE | IN_MOVED_FROM)) != 0;
	struct stat info;

	if (mask & IN_MODIFY) {
		set_writing(watch, path);
		return;
	}
	if (lstat(path, &info) != 0)
		gone = TRUE;
	if ((mask & IN_CREATE) && !g_hash_table_contains(watch->changed, path))
		g_hash_table_add(watch->born, g_strdup(path));
	if (gone && g_hash_table_contains(watch->born, path)) {
		g_hash_table_remove(watch->changed, path); /* a scrap of some tool */
		g_hash_table_remove(watch->writing, path);
		return;
	}
	/* a link is whole when it is made, a file is not */
	if ((mask & IN_CREATE) && !gone && S_ISREG(info.st_mode) && info.st_nlink == 1) {
		set_writing(watch, path);
		return;
	}
	if (!(mask & IN_ATTRIB))
		g_hash_table_remove(watch->writing, path);
	add_change(watch, path, gone || info.st_size == 0);
}

static void
take_event(Watch *watch, const struct inotify_event *event)
{
	const Folder *folder = g_hash_table_lookup(watch->folders, GINT_TO_POINTER(event->wd));

	if (event->mask & IN_Q_OVERFLOW) {
		for (guint i = 0; watch->roots[i]; i++) { /* nobody knows what was missed */
			drop_tree(watch, watch->roots[i]);
			add_root(watch, watch->roots[i]);
			add_change(watch, watch->roots[i], TRUE);
		}
	} else if (event->mask & IN_IGNORED) {
		g_hash_table_remove(watch->folders, GINT_TO_POINTER(event->wd));
	} else if (folder && event->len > 0) {
		g_autofree char *path = path_in(folder->path, event->name);

		if (g_strv_contains((const char *const *)watch->roots, path) ||
		    (folder->inside && (event->mask & IN_ISDIR) && !watch_is_noise(event->name)))
			take_folder(watch, path, event->mask);
		else if (folder->inside && !watch_is_noise(event->name))
			take_file(watch, path, event->mask);
	}
}

static gboolean
on_events(int fd, GIOCondition condition, gpointer data)
{
	Watch *watch = data;
	char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n;

	(void)condition;
	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		for (const char *at = buffer; at < buffer + n;) {
			const struct inotify_event *event = (const void *)at;

			take_event(watch, event);
			at += sizeof *event + event->len;
		}
	if (g_hash_table_size(watch->changed) > 0)
		set_timer(watch);
	return G_SOURCE_CONTINUE;
}

/* The whole ---------------------------------------------------------------------------- */

/* Return @folders as paths in them begin: without "./" and "/" at the end (transfer full). */
static GStrv
tidy_roots(const char *const *folders)
{
	GStrv roots = g_strdupv((char **)folders);

	for (guint i = 0; roots[i]; i++) {
		gsize length = strlen(roots[i]), skip = 0;

		while (length > 1 && roots[i][length - 1] == '/')
			roots[i][--length] = '\0';
		while (length > skip + 2 && strncmp(roots[i] + skip, "./", 2) == 0)
			skip += 2;
		memmove(roots[i], roots[i] + skip, length - skip + 1);
	}
	return roots;
}

Watch *
watch_new(const char *const *folders, const char *except, WatchTold told, gpointer data,
          GError **error)
{
	g_autoptr(Watch) watch = g_new0(Watch, 1);
	struct stat info;

	watch->roots = tidy_roots(folders);
	watch->folders = g_hash_table_new_full(NULL, NULL, NULL, free_folder);
	watch->writing = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	watch->changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	watch->born = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	watch->told = told;
	watch->data = data;
	watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch->fd < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
		            "files cannot be watched: %s; fs.inotify.max_user_instances says how "
		            "many programs of a user may do so",
		            g_strerror(errno));
		return NULL;
	}
	if (stat(except, &info) == 0) {
		watch->except_device = info.st_dev;
		watch->except_inode = info.st_ino;
	}
	for (guint i = 0; watch->roots[i]; i++)
		add_root(watch, watch->roots[i]);
	if (watch->problem) {
		g_propagate_error(error, g_steal_pointer(&watch->problem));
		return NULL;
	}
	watch->source = g_unix_fd_add(watch->fd, G_IO_IN, on_events, watch);
	return g_steal_pointer(&watch);
}

void
watch_free(Watch *watch)
{
	if (!watch)
		return;
	if (watch->source)
		g_source_remove(watch->source);
	if (watch->timer)
		g_source_remove(watch->timer);
	if (watch->fd >= 0)
		close(watch->fd);
	g_strfreev(watch->roots);
	g_hash_table_unref(watch->folders);
	g_hash_table_unref(watch->writing);
	g_hash_table_unref(watch->changed);
	g_hash_table_unref(watch->born);
	g_clear_error(&watch->problem);
	g_free(watch);
}
