/*
 * remark.h - what checks of a machine found, as text and as JSON.
 *
 * Knows of columns and signs; nothing of what is checked.
 */
#ifndef LECTERN_REMARK_H
#define LECTERN_REMARK_H

#include <glib.h>
#include <jansson.h>

typedef enum Health {
	HEALTH_GOOD,
	HEALTH_REMARK,  /* measurements suffer, or something cannot be made */
	HEALTH_MISSING, /* the course cannot be built, or not be measured */
} Health;

typedef struct Remark {
	const char *area; /* "Machine" */
	const char *name; /* of the check */
	Health health;
	char *found;  /* one line */
	char *advice; /* what it spoils and what to do; NULL when it is good */
} Remark;

/* Return an empty list of Remark, which it owns. */
GPtrArray *remarks_new(void);

/* Add a copy of @remark. */
void remarks_add(GPtrArray *remarks, Remark remark);

/* Tell whether nothing is missing. */
gboolean remarks_fit(const GPtrArray *remarks);

/* Return all remarks and the outcome as text of at most 80 columns (transfer full). */
char *remarks_text(const GPtrArray *remarks, gboolean colour);

/* Return them as JSON (transfer full). */
json_t *remarks_json(const GPtrArray *remarks);

#endif
