/*
 * hash.h - keys: SHA-256 over a chain of labelled, typed items.
 *
 * Each item is fed as label, type, length and bytes, so that no two different chains give the same
 * stream.  Numbers are fed in a canonical text form; keys are the same on every machine.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_HASH_H
#define LECTERN_HASH_H

#include <glib.h>

typedef struct Hash Hash;

/* Begin a key for @what, e.g. "content". */
Hash *hash_new(const char *what);

/* Feed a text; NULL differs from "". */
void hash_text(Hash *hash, const char *label, const char *text);

/* Feed a list of texts (char *). */
void hash_list(Hash *hash, const char *label, const GPtrArray *texts);

void hash_integer(Hash *hash, const char *label, gint64 value);
void hash_number(Hash *hash, const char *label, double value);

/* Feed the bytes of the file @path, or that there is none. */
void hash_file(Hash *hash, const char *label, const char *path);

/* Return the key in hexadecimal (transfer full) and free @hash. */
char *hash_end(Hash *hash);

#endif
