#include "statement.h"

#include "field.h"

#include <string.h>

static void
statement_free(gpointer data)
{
	Statement *statement = data;

	g_free(statement->id);
	g_free(statement->text);
	g_free(statement);
}

/* Whether a claim can name @id. */
static gboolean
is_id(const char *id)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char others[] = "0123456789-";
	gsize n = strspn(id, letters);

	for (gsize more = n; n > 0 && more > 0; n += more) {
		more = strspn(id + n, others);
		more += strspn(id + n + more, letters);
	}
	return n > 0 && id[n] == '\0';
}

static void
add(GPtrArray *statements, const YamlEntry *entry, Diag *diag)
{
	Statement *statement;
	char *text;

	if (!is_id(entry->key)) {
		diag_add(diag, entry->key_span, FINDING_BLOCK_ID,
		         "begin with a letter, then letters, digits and -", "'%s' is no id",
		         entry->key);
		return;
	}
	if (!field_text(entry->value, entry->key, diag, &text))
		return;
	statement = g_new0(Statement, 1);
	statement->id = g_strdup(entry->key);
	statement->text = g_strdelimit(text, "\r\n", ' ');
	statement->id_span = entry->key_span;
	g_ptr_array_add(statements, statement);
}

GPtrArray *
statements_read(const Yaml *map, Diag *diag)
{
	GPtrArray *statements = g_ptr_array_new_with_free_func(statement_free);

	if (map == NULL)
		return statements;
	if (map->kind != YAML_MAP || map->entries->len > STATEMENT_MAX) {
		diag_add(diag, map->span, FINDING_OPTION_TYPE, "write lines like `S1: what holds`",
		         "'statements' takes a map of at most %u statements, not %s", STATEMENT_MAX,
		         map->kind == YAML_MAP ? "more" : yaml_kind_name(map));
		return statements;
	}
	for (guint i = 0; i < map->entries->len; i++)
		add(statements, g_ptr_array_index(map->entries, i), diag);
	return statements;
}

Statement *
statements_find(const GPtrArray *statements, const char *id)
{
	for (guint i = 0; i < statements->len; i++) {
		Statement *statement = g_ptr_array_index(statements, i);

		if (g_str_equal(statement->id, id))
			return statement;
	}
	return NULL;
}

void
statements_claim(const GPtrArray *statements, const char *id, Span where, Diag *diag)
{
	Statement *statement = statements_find(statements, id);
	g_autoptr(GPtrArray) words = NULL;
	g_autofree char *help = NULL;

	if (statement != NULL) {
		statement->claimed++;
		return;
	}
	words = g_ptr_array_new();
	for (guint i = 0; i < statements->len; i++)
		g_ptr_array_add(words, ((Statement *)g_ptr_array_index(statements, i))->id);
	g_ptr_array_add(words, NULL);
	help = statements->len > 0
	               ? diag_did_you_mean(id, (const char *const *)words->pdata,
	                                   "lectern list statements")
	               : g_strdup("list them in course.yaml: `statements:` and lines like "
	                          "`S1: what holds`");
	diag_add(diag, where, FINDING_STATEMENT_UNKNOWN, help, "no statement is called '%s'", id);
}

void
statements_check(const GPtrArray *statements, Diag *diag)
{
	for (guint i = 0; i < statements->len; i++) {
		const Statement *statement = g_ptr_array_index(statements, i);

		if (statement->claimed > 0)
			continue;
		g_autofree char *help = g_strdup_printf(
			"back it: [sentence](claim:ID#%s \"formula\")", statement->id);
		diag_add(diag, statement->id_span, FINDING_STATEMENT_UNCLAIMED, help,
		         "no claim backs the statement '%s'", statement->id);
	}
}
