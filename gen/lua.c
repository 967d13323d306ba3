#include "lua.h"

static void
indent(Lua *lua)
{
	for (guint i = 0; i < lua->depth; i++)
		g_string_append_c(lua->text, '\t');
}

/* Append a string literal; only what Lua's lexer minds is escaped, so that it reads well. */
static void
quote(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (const char *p = text; *p; p++) {
		switch (*p) {
		case '"':
		case '\\':
			g_string_append_c(out, '\\');
			g_string_append_c(out, *p);
			break;
		case '\n':
			g_string_append(out, "\\n");
			break;
		case '\r':
			g_string_append(out, "\\r");
			break;
		default:
			g_string_append_c(out, *p);
		}
	}
	g_string_append_c(out, '"');
}

static void
begin_field(Lua *lua, const char *key)
{
	indent(lua);
	if (!key)
		return;
	g_string_append_c(lua->text, '[');
	quote(lua->text, key);
	g_string_append(lua->text, "] = ");
}

void
lua_begin(Lua *lua)
{
	lua->text = g_string_new("return {\n");
	lua->depth = 1;
}

char *
lua_end(Lua *lua)
{
	g_assert(lua->depth == 1);
	g_string_append(lua->text, "}\n");
	return g_string_free(lua->text, FALSE);
}

void
lua_open(Lua *lua, const char *key)
{
	begin_field(lua, key);
	g_string_append(lua->text, "{\n");
	lua->depth++;
}

void
lua_close(Lua *lua)
{
	lua->depth--;
	indent(lua);
	g_string_append(lua->text, "},\n");
}

void
lua_text(Lua *lua, const char *key, const char *value)
{
	if (!value)
		return;
	begin_field(lua, key);
	quote(lua->text, value);
	g_string_append(lua->text, ",\n");
}

void
lua_flag(Lua *lua, const char *key, gboolean value)
{
	if (!value)
		return;
	begin_field(lua, key);
	g_string_append(lua->text, "true,\n");
}

void
lua_texts(Lua *lua, const char *key, const GPtrArray *texts)
{
	if (!texts || texts->len == 0)
		return;
	lua_open(lua, key);
	for (guint i = 0; i < texts->len; i++)
		lua_text(lua, NULL, g_ptr_array_index(texts, i));
	lua_close(lua);
}
