/*
 * lua.h - write a Lua chunk that returns a table: the side file that the pandoc filter reads.
 *
 * pandoc 2.17 gives filters no JSON reader; a Lua table needs none.  The same input gives the same
 * bytes: entries stand in the order in which they were written.
 *
 * Knows of Lua's literals only.
 */
#ifndef LECTERN_LUA_H
#define LECTERN_LUA_H

#include <glib.h>

typedef struct Lua {
	GString *text;
	guint depth; /* of open tables */
} Lua;

/* Begin the chunk. */
void lua_begin(Lua *lua);

/* End it and return its text (transfer full). */
char *lua_end(Lua *lua);

/* Open a table as the field @key, or as an item of a list when @key is NULL. */
void lua_open(Lua *lua, const char *key);
void lua_close(Lua *lua);

/* Write a field, or an item when @key is NULL; a NULL @value is left out. */
void lua_text(Lua *lua, const char *key, const char *value);

/* Write a field that is true; FALSE is left out. */
void lua_flag(Lua *lua, const char *key, gboolean value);

/* Write a field that is a list of texts (char *); an empty one is left out. */
void lua_texts(Lua *lua, const char *key, const GPtrArray *texts);

#endif
