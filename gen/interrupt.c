#include "interrupt.h"
#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void
stop_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

gboolean
interrupt_open(Interrupt *interrupt, GError **error)
{
	sigset_t set;

	stop_signals(&set);
	interrupt->signal = 0;
	interrupt->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (interrupt->fd < 0 || pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "signalfd: %s",
		            g_strerror(errno));
		return FALSE;
	}
	return TRUE;
}

void
interrupt_close(Interrupt *interrupt)
{
	if (interrupt->fd >= 0)
		close(interrupt->fd);
	interrupt->fd = -1;
	interrupt_reset_child();
}

gboolean
interrupt_came(Interrupt *interrupt)
{
	struct signalfd_siginfo info;

	if (interrupt->signal == 0 && interrupt->fd >= 0 &&
	    read(interrupt->fd, &info, sizeof info) == (ssize_t)sizeof info)
		interrupt->signal = (int)info.ssi_signo;
	return interrupt->signal != 0;
}

gboolean
interrupt_wait(Interrupt *interrupt, double seconds)
{
	gint64 end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);

	while (!interrupt_came(interrupt)) {
		/* a descriptor of -1 is passed over: then it only sleeps */
		struct pollfd fd = {.fd = interrupt->fd, .events = POLLIN};
		gint64 left = end - g_get_monotonic_time();

		if (left <= 0)
			return FALSE;
		poll(&fd, 1, (int)(left / 1000 + 1));
	}
	return TRUE;
}

void
interrupt_reset_child(void)
{
	sigset_t set;

	stop_signals(&set);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}
