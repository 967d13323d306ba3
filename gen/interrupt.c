#include "interrupt.h"
#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
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

static gboolean
fail(const char *what, GError **error)
{
	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "%s: %s", what,
	            g_strerror(errno));
	return FALSE;
}

gboolean
interrupt_open(Interrupt *interrupt, GError **error)
{
	sigset_t set;
	int fd;

	stop_signals(&set);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	*interrupt = (Interrupt){.fd = fd, .signals = fd, .peer = -1};
	if (fd < 0 || pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
		return fail("signalfd", error);
	return TRUE;
}

gboolean
interrupt_attend(Interrupt *interrupt, int peer, GError **error)
{
	struct epoll_event signals = {.events = EPOLLIN}, gone = {.events = EPOLLRDHUP};
	int fd = epoll_create1(EPOLL_CLOEXEC);

	if (fd < 0)
		return fail("epoll", error);
	/* those who wait poll one descriptor, whoever it is that they hear */
	interrupt->fd = fd;
	interrupt->peer = peer;
	if (epoll_ctl(fd, EPOLL_CTL_ADD, interrupt->signals, &signals) != 0 ||
	    epoll_ctl(fd, EPOLL_CTL_ADD, peer, &gone) != 0)
		return fail("epoll", error);
	return TRUE;
}

void
interrupt_close(Interrupt *interrupt)
{
	if (interrupt->fd >= 0 && interrupt->fd != interrupt->signals)
		close(interrupt->signals);
	if (interrupt->fd >= 0)
		close(interrupt->fd);
	interrupt->fd = -1;
	interrupt_reset_child();
}

static gboolean
has_gone(int peer)
{
	struct pollfd fd = {.fd = peer, .events = POLLRDHUP};

	return peer >= 0 && poll(&fd, 1, 0) > 0;
}

gboolean
interrupt_came(Interrupt *interrupt)
{
	struct signalfd_siginfo info;

	if (interrupt->signal != 0 || interrupt->fd < 0)
		return interrupt->signal != 0;
	if (read(interrupt->signals, &info, sizeof info) == (ssize_t)sizeof info)
		interrupt->signal = (int)info.ssi_signo;
	else if (has_gone(interrupt->peer))
		interrupt->signal = SIGHUP;
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
