#include "settings.h"
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Readings of the clock that show its step and its cost: about 10 us with a good one. */
enum {
	READINGS = 64,
	BATCHES = 4,
};

/* Files -------------------------------------------------------------------------------- */

char *
settings_field(const char *root, const char *path, const char *field)
{
	g_autofree char *file = g_strconcat(root, path, NULL);
	g_autofree char *text = NULL;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return NULL;
	for (char *line = text; line && *line;) {
		char *end = strchr(line, '\n');

		if (end)
			*end = '\0';
		if (!field)
			return g_strdup(g_strstrip(line));
		if (g_str_has_prefix(line, field)) {
			char *value = line + strlen(field);

			value += strspn(value, " \t:=\"");
			value[strcspn(value, "\"")] = '\0';
			return g_strdup(g_strstrip(value));
		}
		line = end ? end + 1 : NULL;
	}
	return NULL;
}

static char *
line_of(const char *root, const char *path)
{
	return settings_field(root, path, NULL);
}

/* Read a whole number, or -1. */
static int
number_of(const char *root, const char *path)
{
	g_autofree char *line = line_of(root, path);

	return line && g_ascii_isdigit(*line) ? (int)g_ascii_strtoll(line, NULL, 10) : -1;
}

/* Read a switch: 0 is off, any other number on. */
static Switch
switch_of(const char *root, const char *path)
{
	int number = number_of(root, path);

	return number < 0 ? SWITCH_UNSEEN : number > 0 ? SWITCH_ON : SWITCH_OFF;
}

/* CPUs --------------------------------------------------------------------------------- */

/* Write the affinity mask as a list of ranges and count its CPUs. */
static char *
affinity(guint *allowed)
{
	cpu_set_t set;
	GString *list = g_string_new(NULL);

	*allowed = 1;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return g_string_free(list, FALSE);
	*allowed = (guint)CPU_COUNT(&set);
	for (int i = 0; i < CPU_SETSIZE; i++) {
		int first = i;

		if (!CPU_ISSET(i, &set))
			continue;
		while (i + 1 < CPU_SETSIZE && CPU_ISSET(i + 1, &set))
			i++;
		g_string_append_printf(list, list->len ? ",%d" : "%d", first);
		if (i > first)
			g_string_append_printf(list, "-%d", i);
	}
	return g_string_free(list, FALSE);
}

/* Two drivers tell it by different names, one of them the wrong way round. */
static Switch
turbo(const char *root)
{
	Switch off = switch_of(root, "/sys/devices/system/cpu/intel_pstate/no_turbo");

	if (off != SWITCH_UNSEEN)
		return off == SWITCH_ON ? SWITCH_OFF : SWITCH_ON;
	return switch_of(root, "/sys/devices/system/cpu/cpufreq/boost");
}

static char *
virtualisation(const char *root)
{
	g_autofree char *flags = settings_field(root, "/proc/cpuinfo", "flags");
	g_autofree char *product = line_of(root, "/sys/class/dmi/id/product_name");
	g_autofree char *vendor = line_of(root, "/sys/class/dmi/id/sys_vendor");
	g_autofree char *docker = g_strconcat(root, "/.dockerenv", NULL);
	g_autofree char *podman = g_strconcat(root, "/run/.containerenv", NULL);

	if (g_file_test(docker, G_FILE_TEST_EXISTS) || g_file_test(podman, G_FILE_TEST_EXISTS))
		return g_strdup("container");
	if (vendor && strstr(vendor, "QEMU"))
		return g_strdup("kvm");
	if (product && (strstr(product, "Virtual") || strstr(product, "VMware")))
		return g_strdup(product);
	if (flags && strstr(flags, " hypervisor"))
		return g_strdup("virtual machine");
	return g_strdup("none");
}

static double
steal(const char *root)
{
	g_autofree char *line = settings_field(root, "/proc/stat", "cpu");
	g_auto(GStrv) words = g_strsplit(line ? line : "", " ", -1);
	double all = 0, stolen = NAN;

	/* user nice system idle iowait irq softirq steal; what guests used is in user already */
	for (guint i = 0; i < 8 && words[i]; i++) {
		double ticks = g_ascii_strtod(words[i], NULL);

		all += ticks;
		if (i == 7)
			stolen = ticks;
	}
	return all > 0 ? stolen / all : (double)NAN;
}

/* cgroups ------------------------------------------------------------------------------ */

/* Return the CPUs that the cgroup in @folder allows, or NAN when it does not say. */
static double
quota_in(const char *root, const char *folder)
{
	g_autofree char *both = g_strconcat(folder, "/cpu.max", NULL);
	g_autofree char *quota = g_strconcat(folder, "/cpu.cfs_quota_us", NULL);
	g_autofree char *period = g_strconcat(folder, "/cpu.cfs_period_us", NULL);
	g_autofree char *first = line_of(root, both);
	g_autofree char *second = NULL;
	const char *divisor;

	if (first) {
		divisor = first + strcspn(first, " ");
	} else {
		first = line_of(root, quota);
		divisor = second = line_of(root, period);
	}
	if (!first || !divisor)
		return (double)NAN;
	double us = g_ascii_strtod(divisor, NULL);
	/* "max" in version 2, -1 in version 1 */
	if (!g_ascii_isdigit(*first) || us <= 0)
		return (double)INFINITY;
	return g_ascii_strtod(first, NULL) / us;
}

/* The narrowest quota of the cgroup @path and those above it, below one of the @mounts. */
static double
quota_of(const char *root, const char *const *mounts, const char *path)
{
	double least = (double)NAN;

	for (guint i = 0; mounts[i]; i++) {
		g_autofree char *folder = g_strconcat(mounts[i], path, NULL);

		/* In a container the upper part of the path is out of sight, and the mount itself
		 * is the container's own group. */
		while (strlen(folder) >= strlen(mounts[i])) {
			least = fmin(least, quota_in(root, folder));
			*strrchr(folder, '/') = '\0';
		}
	}
	return least;
}

static double
quota(const char *root)
{
	static const char *const unified[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified", NULL};
	static const char *const own[] = {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct", NULL};
	g_autofree char *file = g_strconcat(root, "/proc/self/cgroup", NULL);
	g_autofree char *text = NULL;
	double least = (double)NAN;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return least;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		/* number:controllers:path */
		g_auto(GStrv) parts = g_strsplit(lines[i], ":", 3);

		if (g_strv_length(parts) != 3 || parts[2][0] != '/')
			continue;
		g_auto(GStrv) controllers = g_strsplit(parts[1], ",", -1);
		if (!*parts[1])
			least = fmin(least, quota_of(root, unified, parts[2]));
		else if (g_strv_contains((const char *const *)controllers, "cpu"))
			least = fmin(least, quota_of(root, own, parts[2]));
	}
	return least;
}

/* The rest ----------------------------------------------------------------------------- */

static double
seconds(const struct timespec *time)
{
	return (double)time->tv_sec + (double)time->tv_nsec * 1e-9;
}

static void
read_clock(Settings *settings)
{
	struct timespec t[READINGS];
	double least = (double)INFINITY, step = (double)INFINITY;

	settings->resolution = clock_getres(CLOCK_MONOTONIC, t) == 0 ? seconds(t) : (double)NAN;
	for (guint batch = 0; batch < BATCHES; batch++) {
		for (guint i = 0; i < READINGS; i++)
			clock_gettime(CLOCK_MONOTONIC, &t[i]);
		for (guint i = 1; i < READINGS; i++) {
			double ns = (double)(t[i].tv_sec - t[i - 1].tv_sec) * 1e9 +
			            (double)(t[i].tv_nsec - t[i - 1].tv_nsec);

			if (ns > 0)
				step = fmin(step, ns * 1e-9);
		}
		double all = seconds(&t[READINGS - 1]) - seconds(&t[0]);
		least = fmin(least, all / (READINGS - 1));
	}
	settings->step = isfinite(step) ? step : (double)NAN;
	settings->reading = least;
}

/* Return the word in brackets: "madvise" of "always [madvise] never". */
static char *
chosen(char *line)
{
	char *open = line ? strchr(line, '[') : NULL;
	char *word = open ? g_strndup(open + 1, strcspn(open + 1, "]")) : NULL;

	g_free(line);
	return word;
}

/* Return the part in which some task waited for a CPU, over 10 s. */
static double
pressure(const char *root)
{
	g_autofree char *line = settings_field(root, "/proc/pressure/cpu", "some avg10");

	return line ? g_ascii_strtod(line, NULL) / 100 : (double)NAN;
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
thread_variables(void)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) names = g_listenv();

	for (guint i = 0; names[i]; i++)
		if (g_str_has_suffix(names[i], "_NUM_THREADS"))
			g_ptr_array_add(lines,
			                g_strdup_printf("%s: %s", names[i], g_getenv(names[i])));
	g_ptr_array_sort(lines, compare_texts);
	return lines;
}

Settings *
settings_read(const char *root)
{
	Settings *settings = g_new0(Settings, 1);
	const char *cpu = "/sys/devices/system/cpu/";
	const char *clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
	g_autofree char *driver = g_strconcat(cpu, "cpu0/cpufreq/scaling_driver", NULL);
	g_autofree char *governor = g_strconcat(cpu, "cpu0/cpufreq/scaling_governor", NULL);
	g_autofree char *smt = g_strconcat(cpu, "smt/active", NULL);

	settings->online = (guint)MAX(1, sysconf(_SC_NPROCESSORS_ONLN));
	settings->affinity = affinity(&settings->allowed);
	settings->smt = switch_of(root, smt);
	settings->driver = line_of(root, driver);
	settings->governor = line_of(root, governor);
	settings->turbo = turbo(root);
	settings->aslr = number_of(root, "/proc/sys/kernel/randomize_va_space");
	settings->hugepages = chosen(line_of(root, "/sys/kernel/mm/transparent_hugepage/enabled"));
	settings->clock = line_of(root, clock);
	read_clock(settings);
	settings->quota = quota(root);
	settings->autogroup = switch_of(root, "/proc/sys/kernel/sched_autogroup_enabled");
	settings->pressure = pressure(root);
	settings->virtualisation = virtualisation(root);
	settings->steal = steal(root);
	settings->threads = thread_variables();
	return settings;
}

void
settings_free(Settings *settings)
{
	if (!settings)
		return;
	g_free(settings->affinity);
	g_free(settings->driver);
	g_free(settings->governor);
	g_free(settings->hugepages);
	g_free(settings->clock);
	g_free(settings->virtualisation);
	g_clear_pointer(&settings->threads, g_ptr_array_unref);
	g_free(settings);
}

/* Lines -------------------------------------------------------------------------------- */

/* Add "name: value"; a value that is NULL is out of sight. */
static void
add(GPtrArray *lines, const char *name, const char *value)
{
	g_ptr_array_add(lines, g_strdup_printf("%s: %s", name, value ? value : "not visible"));
}

static void
add_switch(GPtrArray *lines, const char *name, Switch value)
{
	add(lines, name, value == SWITCH_UNSEEN ? NULL : value == SWITCH_ON ? "on" : "off");
}

/* Add @value as a number with @unit. */
static void
add_number(GPtrArray *lines, const char *name, double value, const char *unit)
{
	g_autofree char *text = g_strdup_printf("%.4g%s", value, unit);

	add(lines, name, isnan(value) ? NULL : isinf(value) ? "none" : text);
}

GPtrArray *
settings_lines(const Settings *settings)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	add_number(lines, "CPUs online", settings->online, "");
	add(lines, "CPUs allowed", settings->affinity);
	add_switch(lines, "SMT", settings->smt);
	add(lines, "frequency driver", settings->driver);
	add(lines, "governor", settings->governor);
	add_switch(lines, "turbo", settings->turbo);
	add_number(lines, "ASLR", settings->aslr < 0 ? (double)NAN : settings->aslr, "");
	add(lines, "transparent huge pages", settings->hugepages);
	add(lines, "clock source", settings->clock);
	add_number(lines, "clock resolution", settings->resolution * 1e9, " ns");
	add_number(lines, "clock step", settings->step * 1e9, " ns");
	add_number(lines, "clock reading", settings->reading * 1e9, " ns");
	add_number(lines, "CPU quota", settings->quota, " CPUs");
	add_switch(lines, "autogroup", settings->autogroup);
	add_number(lines, "CPU pressure", settings->pressure * 100, " %");
	add(lines, "hypervisor", settings->virtualisation);
	add_number(lines, "steal since boot", settings->steal * 100, " %");
	for (guint i = 0; i < settings->threads->len; i++)
		g_ptr_array_add(lines, g_strdup(g_ptr_array_index(settings->threads, i)));
	return lines;
}
