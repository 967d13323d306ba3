#include "hash.h"

struct Hash {
	GChecksum *sum;
};

static void
feed(Hash *hash, const char *label, char type, const void *data, gsize len)
{
	char head[64];
	int n = g_snprintf(head, sizeof head, "%c%" G_GSIZE_FORMAT ":", type, len);

	g_checksum_update(hash->sum, (const guchar *)label, (gssize)strlen(label) + 1);
	g_checksum_update(hash->sum, (const guchar *)head, n);
	g_checksum_update(hash->sum, data, (gssize)len);
}

Hash *
hash_new(const char *what)
{
	Hash *hash = g_new0(Hash, 1);

	hash->sum = g_checksum_new(G_CHECKSUM_SHA256);
	feed(hash, "key", 'k', what, strlen(what));
	return hash;
}

void
hash_text(Hash *hash, const char *label, const char *text)
{
	if (text)
		feed(hash, label, 't', text, strlen(text));
	else
		feed(hash, label, '0', "", 0);
}

void
hash_list(Hash *hash, const char *label, const GPtrArray *texts)
{
	hash_integer(hash, label, texts ? texts->len : 0);
	for (guint i = 0; texts && i < texts->len; i++)
		hash_text(hash, label, g_ptr_array_index(texts, i));
}

void
hash_integer(Hash *hash, const char *label, gint64 value)
{
	char text[32];
	int n = g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);

	feed(hash, label, 'i', text, (gsize)n);
}

void
hash_number(Hash *hash, const char *label, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	g_ascii_dtostr(text, sizeof text, value);
	feed(hash, label, 'd', text, strlen(text));
}

void
hash_file(Hash *hash, const char *label, const char *path)
{
	g_autofree char *data = NULL;
	gsize len = 0;

	if (path && g_file_get_contents(path, &data, &len, NULL))
		feed(hash, label, 'f', data, len);
	else
		feed(hash, label, '0', "", 0);
}

char *
hash_end(Hash *hash)
{
	char *hex = g_strdup(g_checksum_get_string(hash->sum));

	g_checksum_free(hash->sum);
	g_free(hash);
	return hex;
}
