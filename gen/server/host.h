/*
 * host.h - where the server listens, and by which names it may be asked.
 *
 * A page of somebody else can make a browser ask us under a name of its own, which it has let point
 * at this machine, and could then read our answers (DNS rebinding).  So only names are answered
 * that nobody else can have: those of this machine, and addresses in digits, where we listen to
 * them.
 *
 * Knows of sockets and of the header Host.
 */
#ifndef LECTERN_SERVER_HOST_H
#define LECTERN_SERVER_HOST_H

#include <glib.h>

typedef struct Host {
	char *address; /* as asked for: "127.0.0.1", "::1", "0.0.0.0", "my-machine" */
	guint port;    /* that is listened to */
	int socket;    /* -1: none */
	gboolean any;  /* every address of this machine is listened to */
} Host;

/*
 * Listen to @address at @port, 0 for any that is free, or at the first free one of @tries ports
 * from there on.  Return an error in words, or NULL when all is well.
 */
char *host_listen(Host *host, const char *address, guint port, guint tries);

void host_close(Host *host);

/* Return the address of the site, "http://127.0.0.1:8765/" (transfer full). */
char *host_url(const Host *host);

/* Tell whether a request with this header Host, which may be NULL, is for us. */
gboolean host_is_ours(const Host *host, const char *header);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Host, host_close)

#endif
