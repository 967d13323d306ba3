/*
 * status.h - exit statuses of the lectern command; 128 + n after signal n.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_STATUS_H
#define LECTERN_STATUS_H

enum {
	STATUS_GOOD = 0,
	STATUS_FINDINGS = 1, /* error findings, failed experiments, claims under --strict */
	STATUS_USAGE = 2,
	STATUS_WORLD = 3, /* a missing tool, a full disk */
};

#endif
