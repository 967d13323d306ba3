/* t-doctor.c - given machines, good and bad, get the remarks that they deserve. */
#include "doctor.h"

#include <math.h>
#include <string.h>

#define GIB (G_GUINT64_CONSTANT(1) << 30)

/* A quiet machine with all that is needed. */
static Facts *
good_facts(void)
{
	Facts *facts = facts_new();
	Settings *settings = g_new0(Settings, 1);
	FactsPython *python = facts_add_python(facts, "/usr/bin/python3", "3.11.2");

	settings->online = settings->allowed = 4;
	settings->affinity = g_strdup("0-3");
	settings->smt = SWITCH_OFF;
	settings->driver = g_strdup("intel_pstate");
	settings->governor = g_strdup("performance");
	settings->turbo = SWITCH_OFF;
	settings->aslr = 2;
	settings->clock = g_strdup("tsc");
	settings->resolution = 1e-9;
	settings->step = 20e-9;
	settings->reading = 20e-9;
	settings->quota = (double)INFINITY;
	settings->pressure = 0;
	settings->virtualisation = g_strdup("none");
	settings->steal = 0;
	settings->threads = g_ptr_array_new_with_free_func(g_free);
	facts->settings = settings;
	facts->load = 0.1;
	facts->others = 0.02;
	facts->memory = 16 * GIB;
	facts->available = 12 * GIB;
	facts->swap = 2 * GIB;
	facts->schedstat = TRUE;
	facts->pandoc = g_strdup("pandoc 2.17.1.1");
	facts->gnuplot = g_strdup("gnuplot 5.4 patchlevel 4");
	facts->lualatex = g_strdup("This is LuaHBTeX");
	facts->compiles = facts->search = TRUE;
	g_ptr_array_add(facts->compilers, g_strdup("cc (Debian) 12.2.0"));
	python->first = python->gil = python->ctypes = TRUE;
	python->optimized = 1;
	python->interval = 0.005;
	return facts;
}

/* Ways to spoil it --------------------------------------------------------------------- */

static void
replace(char **text, const char *by)
{
	g_free(*text);
	*text = g_strdup(by);
}

static FactsPython *
python_of(Facts *f)
{
	return g_ptr_array_index(f->pythons, 0);
}

static void
one_core(Facts *f)
{
	f->settings->online = f->settings->allowed = 1;
}

static void
narrow(Facts *f)
{
	f->settings->allowed = 2;
	replace(&f->settings->affinity, "0-1");
}

static void
quota(Facts *f)
{
	f->settings->quota = 1.5;
}

static void
wide_quota(Facts *f)
{
	f->settings->quota = 4;
}

static void
hyperthreads(Facts *f)
{
	f->settings->smt = SWITCH_ON;
}

static void
powersave(Facts *f)
{
	replace(&f->settings->governor, "powersave");
}

static void
turbo_intel(Facts *f)
{
	f->settings->turbo = SWITCH_ON;
}

static void
turbo_other(Facts *f)
{
	f->settings->turbo = SWITCH_ON;
	replace(&f->settings->driver, "acpi-cpufreq");
}

static void
guest(Facts *f)
{
	replace(&f->settings->virtualisation, "kvm");
}

static void
hpet(Facts *f)
{
	replace(&f->settings->clock, "hpet");
}

static void
slow_tsc(Facts *f)
{
	f->settings->reading = 900e-9;
}

static void
kvm_clock(Facts *f)
{
	replace(&f->settings->clock, "kvm-clock");
}

static void
coarse(Facts *f)
{
	f->settings->resolution = f->settings->step = 4e-3;
}

static void
still(Facts *f)
{
	f->settings->step = (double)NAN;
}

static void
no_schedstat(Facts *f)
{
	f->schedstat = FALSE;
}

static void
busy(Facts *f)
{
	f->others = 1.9;
	facts_add_busy(f, "firefox", 1.0);
	facts_add_busy(f, "make", 0.5);
	facts_add_busy(f, "cc1", 0.3);
	facts_add_busy(f, "sleepy", 0.1);
}

static void
loaded(Facts *f)
{
	f->settings->allowed = f->settings->online = 2;
	f->load = 5;
}

static void
pressed(Facts *f)
{
	f->settings->pressure = 0.4;
}

static void
stolen(Facts *f)
{
	f->settings->steal = 0.08;
}

static void
full(Facts *f)
{
	f->available = GIB / 2;
}

static void
swapping(Facts *f)
{
	f->swapped = 3 * GIB / 2;
}

static void
variables(Facts *f)
{
	g_ptr_array_add(f->settings->threads, g_strdup("OMP_NUM_THREADS: 1"));
}

static void
incomplete(Facts *f)
{
	f->program = g_strdup("lectern-runner is missing");
}

static void
no_pandoc(Facts *f)
{
	g_clear_pointer(&f->pandoc, g_free);
}

static void
no_gnuplot(Facts *f)
{
	g_clear_pointer(&f->gnuplot, g_free);
}

static void
no_lualatex(Facts *f)
{
	g_clear_pointer(&f->lualatex, g_free);
}

static void
no_search(Facts *f)
{
	f->search = FALSE;
}

static void
no_fonts(Facts *f)
{
	g_ptr_array_add(f->tex, g_strdup("lmodern"));
}

static void
no_python(Facts *f)
{
	g_ptr_array_set_size(f->pythons, 0);
}

static void
not_first(Facts *f)
{
	python_of(f)->first = FALSE;
}

static void
old_python(Facts *f)
{
	replace(&python_of(f)->version, "3.7.16");
}

static void
plain_python(Facts *f)
{
	python_of(f)->optimized = 0;
}

static void
unknown_python(Facts *f)
{
	python_of(f)->optimized = -1;
}

static void
no_ctypes(Facts *f)
{
	python_of(f)->ctypes = FALSE;
}

static void
mute_python(Facts *f)
{
	facts_add_python(f, "/opt/bin/python3", NULL);
}

static void
threaded_python(Facts *f)
{
	FactsPython *python = facts_add_python(f, "/opt/bin/python3.13t", "3.13.0t");

	python->ctypes = TRUE;
	python->optimized = 1;
	python->interval = 0.001;
	replace(&python->numpy, "2.1.0");
}

static void
no_compiler(Facts *f)
{
	f->compiles = FALSE;
	g_ptr_array_set_size(f->compilers, 0);
}

static void
unseen(Facts *f)
{
	f->load = f->others = (double)NAN;
	f->memory = f->swap = 0;
	f->settings->pressure = f->settings->steal = f->settings->quota = (double)NAN;
	f->settings->smt = f->settings->turbo = SWITCH_UNSEEN;
	g_clear_pointer(&f->settings->governor, g_free);
	g_clear_pointer(&f->settings->clock, g_free);
}

/* A machine that is bad in one way, and the only remark on it that is not good. */
static const struct {
	void (*spoil)(Facts *facts);
	const char *name; /* NULL: there is none */
	Health health;
	const char *found, *advice; /* words of it */
} rows[] = {
	{one_core, "cores", HEALTH_REMARK, "1", "not testable"},
	{narrow, "affinity", HEALTH_REMARK, "0-1, 2 of 4", "taskset"},
	{quota, "CPU quota", HEALTH_REMARK, "1.5 of 4", "cpu.max"},
	{wide_quota, NULL, HEALTH_GOOD, NULL, NULL},
	{hyperthreads, "hyperthreads", HEALTH_REMARK, "two threads", "smt/control"},
	{powersave, "governor", HEALTH_REMARK, "powersave, by intel_pstate", "cpupower"},
	{turbo_intel, "turbo", HEALTH_REMARK, "on", "intel_pstate/no_turbo"},
	{turbo_other, "turbo", HEALTH_REMARK, "on", "cpufreq/boost"},
	{guest, "virtualisation", HEALTH_REMARK, "kvm", "host"},
	{hpet, "clock", HEALTH_REMARK, "hpet", "clocksource=tsc"},
	{slow_tsc, "clock", HEALTH_REMARK, "900 ns a reading", "kernel"},
	{kvm_clock, NULL, HEALTH_GOOD, NULL, NULL},
	{coarse, "resolution", HEALTH_REMARK, "4000000 ns", "highres"},
	{still, "resolution", HEALTH_REMARK, "none seen", "highres"},
	{no_schedstat, "counters", HEALTH_REMARK, "not visible", "CONFIG_SCHED_INFO"},
	{busy, "other programs", HEALTH_REMARK, "firefox 1.00, make 0.50, cc1 0.30", "dropped"},
	{loaded, "load average", HEALTH_REMARK, "5.00 over a minute, on 2", "Close"},
	{pressed, "pressure", HEALTH_REMARK, "40.0 %", "Close"},
	{stolen, "steal", HEALTH_REMARK, "8.00 %", "host"},
	{full, "memory", HEALTH_REMARK, "0.5 of 16.0 GiB", "Close"},
	{swapping, "swap", HEALTH_REMARK, "1.5 of 2.0 GiB", "swapoff"},
	{variables, "environment", HEALTH_REMARK, "OMP_NUM_THREADS: 1", "`env`"},
	{incomplete, "lectern", HEALTH_MISSING, "lectern-runner", "install"},
	{no_pandoc, "pandoc", HEALTH_MISSING, "not on PATH", "apt-get install pandoc"},
	{no_gnuplot, "gnuplot", HEALTH_MISSING, "not on PATH", "apt-get install gnuplot"},
	{no_lualatex, "handouts", HEALTH_REMARK, "lualatex", "texlive-luatex"},
	{no_search, "search", HEALTH_REMARK, "not installed", "make setup"},
	{no_fonts, "handouts", HEALTH_REMARK, "LuaHBTeX", "apt-get install lmodern"},
	{no_python, "python", HEALTH_MISSING, "no python3", "apt-get install python3"},
	{not_first, "python", HEALTH_MISSING, "no python3", "apt-get install python3"},
	{old_python, "python", HEALTH_REMARK, "3.7.16", "3.8 or later"},
	{plain_python, "python", HEALTH_REMARK, "plain build", "--enable-optimizations"},
	{unknown_python, NULL, HEALTH_GOOD, NULL, NULL},
	{no_ctypes, "python", HEALTH_MISSING, "3.11.2", "ctypes"},
	{mute_python, "python", HEALTH_REMARK, "/opt/bin/python3", "does not answer"},
	{threaded_python, NULL, HEALTH_GOOD, NULL, NULL},
	{no_compiler, "compiler", HEALTH_REMARK, "no cc", "not testable"},
	{unseen, NULL, HEALTH_GOOD, NULL, NULL},
};

static GPtrArray *
examine(void (*spoil)(Facts *facts))
{
	g_autoptr(Facts) facts = good_facts();

	if (spoil)
		spoil(facts);
	return doctor_examine(facts);
}

static void
test_good(void)
{
	g_autoptr(GPtrArray) remarks = examine(NULL);
	g_autofree char *text = remarks_text(remarks, FALSE);

	g_assert_cmpuint(remarks->len, >, 20);
	for (guint i = 0; i < remarks->len; i++) {
		const Remark *remark = g_ptr_array_index(remarks, i);

		g_assert_cmpint(remark->health, ==, HEALTH_GOOD);
		g_assert_null(remark->advice);
		g_assert_cmpuint(strlen(remark->found), >, 0);
	}
	g_assert_true(remarks_fit(remarks));
	g_assert_true(g_str_has_suffix(text, "\nFit to build and to measure.\n"));
}

static void
test_bad(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) remarks = examine(rows[i].spoil);
		guint bad = 0;

		for (guint k = 0; k < remarks->len; k++) {
			const Remark *remark = g_ptr_array_index(remarks, k);

			if (remark->health == HEALTH_GOOD)
				continue;
			bad++;
			g_assert_cmpstr(remark->name, ==, rows[i].name);
			g_assert_cmpint(remark->health, ==, rows[i].health);
			g_assert_nonnull(strstr(remark->found, rows[i].found));
			g_assert_nonnull(strstr(remark->advice, rows[i].advice));
		}
		g_assert_cmpuint(bad, ==, rows[i].name != NULL);
		g_assert_cmpint(remarks_fit(remarks), ==, rows[i].health != HEALTH_MISSING);
	}
}

/* Advice on plain builds is worth reading once. */
static void
test_once(void)
{
	g_autoptr(Facts) facts = good_facts();
	guint plain = 0, advised = 0;

	for (guint i = 0; i < 3; i++) {
		FactsPython *python = facts_add_python(facts, "/opt/bin/python3", "3.12.1");

		python->gil = python->ctypes = TRUE;
		python->interval = 0.005;
	}
	g_autoptr(GPtrArray) remarks = doctor_examine(facts);
	for (guint i = 0; i < remarks->len; i++) {
		const Remark *remark = g_ptr_array_index(remarks, i);

		plain += remark->health == HEALTH_REMARK;
		advised += remark->advice != NULL;
	}
	g_assert_cmpuint(plain, ==, 3);
	g_assert_cmpuint(advised, ==, 1);
}

static void
test_text(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) remarks = examine(rows[i].spoil);
		g_autofree char *text = remarks_text(remarks, FALSE);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

		for (guint k = 0; lines[k]; k++) {
			g_assert_cmpint(g_utf8_strlen(lines[k], -1), <=, 80);
			g_assert_false(g_str_has_suffix(lines[k], " "));
		}
		g_assert_null(strchr(text, '\033'));
		g_assert_cmpint(strstr(text, "\nNot fit: 1 missing, marked ✗.") != NULL, ==,
		                rows[i].health == HEALTH_MISSING);
		g_assert_cmpint(strstr(text, " 1 remark, marked !.") != NULL, ==,
		                rows[i].health == HEALTH_REMARK);
		g_assert_cmpint(strstr(text, "\n✗ ") != NULL, ==, rows[i].health == HEALTH_MISSING);
	}
}

static void
test_colour(void)
{
	g_autoptr(GPtrArray) remarks = examine(no_pandoc);
	g_autofree char *text = remarks_text(remarks, TRUE);

	g_assert_nonnull(strstr(text, "\033[31m✗\033[0m pandoc"));
	g_assert_nonnull(strstr(text, "\033[32m✓\033[0m gnuplot"));
}

static void
test_json(void)
{
	g_autoptr(GPtrArray) remarks = examine(no_pandoc);
	json_t *object = remarks_json(remarks);
	const json_t *all = json_object_get(object, "checks");

	g_assert_true(json_is_false(json_object_get(object, "fit")));
	g_assert_cmpuint(json_array_size(all), ==, remarks->len);
	for (guint i = 0; i < remarks->len; i++) {
		const Remark *remark = g_ptr_array_index(remarks, i);
		const json_t *row = json_array_get(all, i);
		const char *health = json_string_value(json_object_get(row, "health"));
		gboolean pandoc = g_str_equal(remark->name, "pandoc");

		g_assert_cmpstr(json_string_value(json_object_get(row, "name")), ==, remark->name);
		g_assert_cmpstr(json_string_value(json_object_get(row, "found")), ==,
		                remark->found);
		g_assert_cmpstr(health, ==, pandoc ? "missing" : "good");
		g_assert_cmpint(json_is_null(json_object_get(row, "advice")), ==, !pandoc);
	}
	json_decref(object);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doctor/good", test_good);
	g_test_add_func("/doctor/bad", test_bad);
	g_test_add_func("/doctor/once", test_once);
	g_test_add_func("/doctor/text", test_text);
	g_test_add_func("/doctor/colour", test_colour);
	g_test_add_func("/doctor/json", test_json);
	return g_test_run();
}
