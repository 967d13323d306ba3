/*
 * destination.h - where a course is published, as `publish:` of course.yaml says.
 *
 * To add a kind of place, add it here and to destination.c, and write a module with the three
 * functions that cmd-publish.c lists.
 *
 * Knows of YAML; nothing of how things get there.
 */
#ifndef LECTERN_DESTINATION_H
#define LECTERN_DESTINATION_H

#include "yaml.h"

typedef enum DestinationKind {
	DESTINATION_BRANCH, /* of a git repository */
	DESTINATION_RSYNC,  /* a folder, here or on another machine */
} DestinationKind;

typedef struct Destination {
	DestinationKind kind;
	char *place;  /* the branch; or what rsync takes */
	char *remote; /* of git, by name or by address; else NULL */
} Destination;

/*
 * Return what @value, that of the key `publish`, says (transfer full); folders of this machine
 * start at @folder.  NULL after a finding, and when @value is NULL.
 */
Destination *destination_read(const Yaml *value, const char *folder, Diag *diag);

void destination_free(Destination *destination);

/* Tell whether rsync takes @place for one of another machine. */
gboolean destination_is_far(const char *place);

/* Return where it goes, for people: "the branch 'gh-pages' of 'origin'" (transfer full). */
char *destination_show(const Destination *destination);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Destination, destination_free)

#endif
