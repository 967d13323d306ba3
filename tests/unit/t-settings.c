/* t-settings.c - machines of all kinds, given as folders, are read as they are. */
#include "settings.h"
#include "util.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define CPU "/sys/devices/system/cpu/"

typedef struct Given {
	const char *path, *text;
} Given;

/* Read the machine of which @given (NULL at its end) is all there is. */
static Settings *
read_given(const Given *given)
{
	g_autofree char *root = g_dir_make_tmp("lectern-settings-XXXXXX", NULL);
	Settings *settings;

	g_assert_nonnull(root);
	for (; given->path; given++) {
		g_autofree char *file = g_strconcat(root, given->path, NULL);

		g_assert_true(file_write(file, given->text, strlen(given->text), NULL));
	}
	settings = settings_read(root);
	directory_remove(root);
	return settings;
}

static gboolean
has_line(const Settings *settings, const char *wanted)
{
	g_autoptr(GPtrArray) lines = settings_lines(settings);

	return g_ptr_array_find_with_equal_func(lines, wanted, g_str_equal, NULL);
}

static void
test_nothing(void)
{
	static const Given given[] = {{NULL, NULL}};
	g_autoptr(Settings) settings = read_given(given);

	g_assert_null(settings->governor);
	g_assert_null(settings->clock);
	g_assert_cmpint(settings->turbo, ==, SWITCH_UNSEEN);
	g_assert_cmpint(settings->aslr, ==, -1);
	g_assert_true(isnan(settings->quota));
	g_assert_true(isnan(settings->steal));
	g_assert_true(isnan(settings->pressure));
	g_assert_cmpstr(settings->virtualisation, ==, "none");
	g_assert_true(has_line(settings, "turbo: not visible"));
	g_assert_true(has_line(settings, "CPU quota: not visible"));
	g_assert_true(has_line(settings, "steal since boot: not visible"));
}

static void
test_laptop(void)
{
	static const Given given[] = {
		{CPU "cpu0/cpufreq/scaling_governor", "powersave\n"},
		{CPU "cpu0/cpufreq/scaling_driver", "intel_pstate\n"},
		{CPU "intel_pstate/no_turbo", "0\n"},
		{CPU "smt/active", "1\n"},
		{"/proc/sys/kernel/randomize_va_space", "2\n"},
		{"/proc/sys/kernel/sched_autogroup_enabled", "1\n"},
		{"/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n"},
		{"/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n"},
		{"/proc/pressure/cpu",
	         "some avg10=12.50 avg60=1.00 avg300=0.00 total=1\nfull avg10=0.00\n"},
		{"/proc/stat", "cpu  700 0 100 100 50 0 25 25 300 0\ncpu0 1 2 3\n"},
		{NULL, NULL},
	};
	g_autoptr(Settings) settings = read_given(given);

	g_assert_cmpstr(settings->governor, ==, "powersave");
	g_assert_cmpstr(settings->driver, ==, "intel_pstate");
	g_assert_cmpint(settings->turbo, ==, SWITCH_ON);
	g_assert_cmpint(settings->smt, ==, SWITCH_ON);
	g_assert_cmpint(settings->aslr, ==, 2);
	g_assert_cmpint(settings->autogroup, ==, SWITCH_ON);
	g_assert_cmpstr(settings->hugepages, ==, "madvise");
	g_assert_cmpstr(settings->clock, ==, "hpet");
	g_assert_cmpfloat(settings->pressure, ==, 0.125);
	/* what guests used is part of user: 25 of 1000 */
	g_assert_cmpfloat(settings->steal, ==, 0.025);
	g_assert_true(has_line(settings, "CPU pressure: 12.5 %"));
	g_assert_true(has_line(settings, "steal since boot: 2.5 %"));
	g_assert_true(has_line(settings, "clock source: hpet"));
	g_assert_true(has_line(settings, "turbo: on"));
}

static void
test_turbo(void)
{
	static const struct {
		Given given[2];
		Switch turbo;
	} rows[] = {
		{{{CPU "intel_pstate/no_turbo", "1\n"}, {NULL, NULL}}, SWITCH_OFF},
		{{{CPU "cpufreq/boost", "1\n"}, {NULL, NULL}}, SWITCH_ON},
		{{{CPU "cpufreq/boost", "0\n"}, {NULL, NULL}}, SWITCH_OFF},
		{{{CPU "cpufreq/boost", "\n"}, {NULL, NULL}}, SWITCH_UNSEEN},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Settings) settings = read_given(rows[i].given);

		g_assert_cmpint(settings->turbo, ==, rows[i].turbo);
	}
}

static void
test_virtualisation(void)
{
	static const struct {
		Given given[2];
		const char *name;
	} rows[] = {
		{{{"/.dockerenv", ""}, {NULL, NULL}}, "container"},
		{{{"/sys/class/dmi/id/sys_vendor", "QEMU\n"}, {NULL, NULL}}, "kvm"},
		{{{"/sys/class/dmi/id/product_name", "VirtualBox\n"}, {NULL, NULL}}, "VirtualBox"},
		{{{"/proc/cpuinfo", "model name\t: X\nflags\t\t: fpu vme hypervisor lm\n"},
	          {NULL, NULL}},
	         "virtual machine"},
		{{{"/proc/cpuinfo", "flags\t\t: fpu vme lm\n"}, {NULL, NULL}}, "none"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Settings) settings = read_given(rows[i].given);

		g_assert_cmpstr(settings->virtualisation, ==, rows[i].name);
	}
}

/* The narrowest group above us counts, in both versions, and under a mount of our own too. */
static void
test_quota(void)
{
	static const struct {
		Given given[5];
		double quota;
	} rows[] = {
		{{{"/proc/self/cgroup", "0::/a/b\n"},
	          {"/sys/fs/cgroup/a/b/cpu.max", "max 100000\n"},
	          {"/sys/fs/cgroup/a/cpu.max", "150000 100000\n"},
	          {NULL, NULL}},
	         1.5},
		{{{"/proc/self/cgroup", "0::/a/b\n"},
	          {"/sys/fs/cgroup/cpu.max", "50000 100000\n"},
	          {NULL, NULL}},
	         0.5},
		{{{"/proc/self/cgroup", "0::/\n"},
	          {"/sys/fs/cgroup/cpu.max", "max 100000\n"},
	          {NULL, NULL}},
	         (double)INFINITY},
		{{{"/proc/self/cgroup", "9:name=x:/\n2:cpu,cpuacct:/docker/1\n0::/\n"},
	          {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "200000\n"},
	          {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n"},
	          {NULL, NULL}},
	         2.0},
		{{{"/proc/self/cgroup", "1:cpu:/\n"},
	          {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"},
	          {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"},
	          {NULL, NULL}},
	         (double)INFINITY},
		/* cpuset is not cpu */
		{{{"/proc/self/cgroup", "1:cpuset:/\n"},
	          {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n"},
	          {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"},
	          {NULL, NULL}},
	         (double)NAN},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Settings) settings = read_given(rows[i].given);

		if (isnan(rows[i].quota))
			g_assert_true(isnan(settings->quota));
		else
			g_assert_cmpfloat(settings->quota, ==, rows[i].quota);
	}
}

static void
test_environment(void)
{
	static const Given given[] = {{NULL, NULL}};

	g_setenv("OPENBLAS_NUM_THREADS", "4", TRUE);
	g_setenv("MKL_NUM_THREADS", "2", TRUE);
	g_autoptr(Settings) settings = read_given(given);
	g_unsetenv("OPENBLAS_NUM_THREADS");
	g_unsetenv("MKL_NUM_THREADS");
	g_assert_true(has_line(settings, "OPENBLAS_NUM_THREADS: 4"));
	g_assert_true(has_line(settings, "MKL_NUM_THREADS: 2"));
}

/* Whatever this machine is, its clock goes forward in steps, and reading it takes time. */
static void
test_here(void)
{
	g_autoptr(Settings) settings = settings_read("");

	g_assert_cmpuint(settings->allowed, >=, 1);
	g_assert_cmpuint(settings->online, >=, 1);
	g_assert_cmpfloat(settings->resolution, >, 0);
	g_assert_cmpfloat(settings->reading, >=, 0);
	g_assert_false(settings->step <= 0);
	g_assert_true(isnan(settings->steal) || (settings->steal >= 0 && settings->steal <= 1));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/settings/nothing", test_nothing);
	g_test_add_func("/settings/laptop", test_laptop);
	g_test_add_func("/settings/turbo", test_turbo);
	g_test_add_func("/settings/virtualisation", test_virtualisation);
	g_test_add_func("/settings/quota", test_quota);
	g_test_add_func("/settings/environment", test_environment);
	g_test_add_func("/settings/here", test_here);
	return g_test_run();
}
