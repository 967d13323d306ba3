/* t-disturbance.c - what the gate makes of the kernel's counters, and the probe. */
#include "gate.h"
#include "probe.h"
#include <math.h>

/* user nice system idle iowait irq softirq steal guest guest_nice, in steps of 10 ms */
static const char stat_text[] = "cpu  900 0 300 5000 10 0 0 60 0 0\n"
				"cpu0 100 10 20 3000 5 3 2 30 7 0\n"
				"cpu1 800 0 200 2000 5 0 0 20 0 0\n"
				"cpu10 1 2 3 4\n"
				"intr 12345 0 1\n"
				"ctxt 99\n";

static void
test_parse(void)
{
	static const struct {
		gboolean wanted[16];
		gboolean good;
		double busy, stolen;
		guint cpus;
	} rows[] = {
		{{TRUE}, TRUE, 1.35, 0.3, 1},
		{{FALSE, TRUE}, TRUE, 10, 0.2, 1},
		{{TRUE, TRUE}, TRUE, 11.35, 0.5, 2},
		{{[10] = TRUE}, TRUE, 0.06, 0, 1},     /* an old kernel has fewer columns */
		{{TRUE, FALSE, TRUE}, FALSE, 0, 0, 2}, /* a container that sees but some CPUs */
		{{FALSE}, FALSE, 0, 0, 0},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Counters counters = {0};

		g_assert_cmpint(counters_parse(stat_text, rows[i].wanted, 16, 0.01, &counters), ==,
		                rows[i].good);
		g_assert_cmpuint(counters.cpus, ==, rows[i].cpus);
		if (!rows[i].good) {
			g_assert_true(isnan(counters.busy) && isnan(counters.stolen));
			continue;
		}
		g_assert_cmpfloat_with_epsilon(counters.busy, rows[i].busy, 1e-9);
		g_assert_cmpfloat_with_epsilon(counters.stolen, rows[i].stolen, 1e-9);
	}
}

static void
test_between(void)
{
	static const struct {
		double span, busy, stolen, own; /* s */
		guint cpus, spare;
		double steal, foreign; /* NAN: not known */
	} rows[] = {
		{1, 1, 0, 1, 2, 0, 0, 0},         {1, 1.5, 0, 1, 2, 0, 0, 0.5},
		{1, 1.5, 0, 1, 2, 1, 0, 0}, /* there was a CPU to spare */
		{2, 3.5, 0, 1, 2, 1, 0, 0.25},    {1, 1, 0.1, 1, 2, 0, 0.05, 0},
		{0.4, 1, 0, 0.1, 2, 0, NAN, NAN}, /* too short for counters in steps of 10 ms */
		{1, 0.2, 0, 1, 2, 0, NAN, NAN},   /* we used more than anybody did */
		{1, 7, 0, 1, 2, 0, NAN, NAN},     /* more than these CPUs have */
		{1, 0.98, 0, 1, 2, 0, 0, 0},      /* rounding is no mistake */
		{1, NAN, NAN, 1, 2, 0, NAN, NAN}, /* no counters */
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Counters before = {.at = 5, .busy = 100, .stolen = 3, .own = 50};
		Counters after = {.at = 5 + (gint64)(rows[i].span * 1e6),
		                  .busy = 100 + rows[i].busy,
		                  .stolen = 3 + rows[i].stolen,
		                  .own = 50 + rows[i].own,
		                  .cpus = rows[i].cpus};
		double others;
		Disturbance found = gate_between(&before, &after, rows[i].spare, &others);

		g_assert_true(isnan(found.waiting) && isnan(found.capacity));
		if (isnan(rows[i].steal)) {
			g_assert_true(isnan(found.steal) && isnan(found.foreign) && isnan(others));
			continue;
		}
		g_assert_cmpfloat_with_epsilon(found.steal, rows[i].steal, 1e-9);
		g_assert_cmpfloat_with_epsilon(found.foreign, rows[i].foreign, 1e-9);
		g_assert_cmpfloat(others, >=, found.foreign);
	}
}

static void
test_waiting(void)
{
	static const struct {
		double ran, waited, took;
		guint threads;
		double waiting;
	} rows[] = {
		{0.2, 0.05, 0.2, 2, 0.25},     {0.2, 0.05, 0.2, 3, NAN}, /* more threads than CPUs:
	                                                                    it waits for itself */
		{0.00001, 0.00002, 0.1, 1, 0}, /* every thread waits some microseconds */
		{NAN, 0.1, 0.2, 1, NAN},       {0, 0.1, 0.2, 1, NAN},    {0.2, 0, 0.2, 1, 0},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Usage usage = usage_unknown;
		double waiting;

		usage.ran = rows[i].ran;
		usage.waited = rows[i].waited;
		waiting = gate_waiting(&usage, rows[i].took, rows[i].threads, 2);
		if (isnan(rows[i].waiting))
			g_assert_true(isnan(waiting));
		else
			g_assert_cmpfloat_with_epsilon(waiting, rows[i].waiting, 1e-9);
	}
	/* Without others it is the run's own; where nothing is known of them, theirs. */
	g_assert_cmpfloat(gate_blame(0.5, 0.05), ==, 0);
	g_assert_cmpfloat(gate_blame(0.5, 0.2), ==, 0.5);
	g_assert_cmpfloat(gate_blame(0.5, NAN), ==, 0.5);
	g_assert_true(isnan(gate_blame(NAN, 0.2)));
	g_assert_cmpfloat(gate_worse(NAN, 1), ==, 1);
	g_assert_cmpfloat(gate_worse(1, NAN), ==, 1);
	g_assert_cmpfloat(gate_worse(2, 1), ==, 2);
	g_assert_true(isnan(gate_worse(NAN, NAN)));
}

static void
test_reason(void)
{
	static const struct {
		Disturbance found;
		const char *word; /* NULL: clean */
	} rows[] = {
		{{NAN, NAN, NAN, NAN}, NULL},           {{0.02, 0.25, 0.1, 0.9}, NULL},
		{{0.03, 0, 0, 1}, "hypervisor"},        {{0, 0.3, 0, 1}, "other programs"},
		{{NAN, NAN, 0.11, NAN}, "waited 11 %"}, {{NAN, NAN, NAN, 0.85}, "85 %"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *reason = gate_reason(&rows[i].found);

		g_assert_cmpint(reason != NULL, ==, rows[i].word != NULL);
		if (reason)
			g_assert_nonnull(strstr(reason, rows[i].word));
	}
}

/* The counters of this machine: they move, and by no more than there is. */
static void
test_here(void)
{
	Counters before = counters_read(), after;
	double capacity = probe_capacity(1);

	after = counters_read();
	g_assert_cmpfloat(capacity, >, 0);
	g_assert_cmpfloat(capacity, <, 1.5);
	g_assert_cmpint(after.at, >, before.at);
	g_assert_cmpfloat(after.own - before.own, >=, 0.5 * capacity * PROBE_TIME);
	if (isnan(before.busy))
		g_test_skip("no counters for our CPUs here");
	else
		g_assert_cmpfloat(after.busy, >=, before.busy);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/disturbance/parse", test_parse);
	g_test_add_func("/disturbance/between", test_between);
	g_test_add_func("/disturbance/waiting", test_waiting);
	g_test_add_func("/disturbance/reason", test_reason);
	g_test_add_func("/disturbance/here", test_here);
	return g_test_run();
}
