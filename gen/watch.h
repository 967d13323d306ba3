/*
 * watch.h - sees that files are changed, in some folders and all below them.
 *
 * Told is what was changed once it has settled: files that are being written are waited for, and
 * names that have vanished, which an editor may be about to write anew; but no longer than
 * WATCH_PATIENCE, so that somebody who writes without end hides nothing.  Backups and swap files of
 * editors, and what is hidden, do not count.  Folders may come later, or go and come again.
 *
 * Knows of inotify and of editors' habits; nothing of what the files are for.  It needs the default
 * main loop, and sleeps while nothing is written.
 */
#ifndef LECTERN_WATCH_H
#define LECTERN_WATCH_H

#include <glib.h>

/* The longest time from a change until it is told, in ms. */
#define WATCH_PATIENCE 500

typedef struct Watch Watch;

/* Take the @paths (char *, sorted) that were changed; @problem: what cannot be watched, or NULL. */
typedef void (*WatchTold)(const GPtrArray *paths, const GError *problem, gpointer data);

/*
 * Watch the @folders (NULL at their end), but nothing in the folder @except, which is there.  What
 * is changed from now on is told.  Errors: G_IO_ERROR, where the system allows no more.
 */
Watch *watch_new(const char *const *folders, const char *except, WatchTold told, gpointer data,
                 GError **error);
void watch_free(Watch *watch);

/* Tell whether a file of this name is none that an author writes: a backup, a swap file, hidden. */
gboolean watch_is_noise(const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watch, watch_free)

#endif
