/* t-machine.c - facts of a machine, and what it is told of its settings. */
#include "machine.h"
#include "settings.h"

#include <string.h>

static void
test_facts(void)
{
	g_autoptr(Machine) machine = machine_read();
	g_autofree char *line = machine_line(machine);
	g_autofree char *cores = machine_fact(machine, "cores");

	for (guint i = 0; machine_facts()[i]; i++) {
		g_autofree char *fact = machine_fact(machine, machine_facts()[i]);

		g_assert_true(fact && *fact);
	}
	g_assert_null(machine_fact(machine, "colour"));
	g_assert_true(g_str_has_prefix(line, cores));
	g_assert_cmpuint(machine->cores, <=, machine->online);
}

/* The settings of a machine are those that settings_read() finds. */
static void
test_settings(void)
{
	g_autoptr(Machine) machine = machine_read();
	g_autoptr(Settings) settings = settings_read("");
	g_autoptr(GPtrArray) lines = settings_lines(settings);

	g_assert_cmpuint(machine->settings->len, ==, lines->len);
	for (guint i = 0; i < lines->len; i++) {
		const char *a = g_ptr_array_index(machine->settings, i);
		const char *b = g_ptr_array_index(lines, i);

		/* names, for some values change all the time */
		g_assert_cmpmem(a, (int)strcspn(a, ":"), b, (int)strcspn(b, ":"));
		g_assert_nonnull(strstr(a, ": "));
	}
	g_assert_cmpstr(machine->virtualisation, ==, settings->virtualisation);
	g_assert_cmpstr(machine->affinity, ==, settings->affinity);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/machine/facts", test_facts);
	g_test_add_func("/machine/settings", test_settings);
	return g_test_run();
}
