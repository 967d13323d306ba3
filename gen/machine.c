#include "machine.h"
#include <math.h>
#include <sched.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* Return the value after the colon of the first line of @file that begins with @field. */
static char *
field_of(const char *file, const char *field)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return NULL;
	for (char *line = text; line && *line;) {
		char *end = strchr(line, '\n');

		if (end)
			*end = '\0';
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
line_of(const char *file)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return g_strdup(g_strstrip(text));
}

/* Write the affinity mask as a list of ranges and count its CPUs. */
static char *
affinity(guint *cores)
{
	cpu_set_t set;
	GString *list = g_string_new(NULL);

	*cores = 1;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return g_string_free(list, FALSE);
	*cores = (guint)CPU_COUNT(&set);
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

static char *
virtualisation(void)
{
	g_autofree char *flags = field_of("/proc/cpuinfo", "flags");
	g_autofree char *product = line_of("/sys/class/dmi/id/product_name");
	g_autofree char *vendor = line_of("/sys/class/dmi/id/sys_vendor");

	if (g_file_test("/.dockerenv", G_FILE_TEST_EXISTS) ||
	    g_file_test("/run/.containerenv", G_FILE_TEST_EXISTS))
		return g_strdup("container");
	if (vendor && strstr(vendor, "QEMU"))
		return g_strdup("kvm");
	if (product && (strstr(product, "Virtual") || strstr(product, "VMware")))
		return g_strdup(product);
	if (flags && strstr(flags, " hypervisor"))
		return g_strdup("virtual machine");
	return g_strdup("none");
}

double
machine_load(void)
{
	double load[1];

	return getloadavg(load, 1) == 1 ? load[0] : (double)NAN;
}

static char *
or_unknown(char *text)
{
	return text ? text : g_strdup("unknown");
}

Machine *
machine_read(void)
{
	Machine *machine = g_new0(Machine, 1);
	struct utsname name;

	machine->cpu = or_unknown(field_of("/proc/cpuinfo", "model name"));
	machine->affinity = affinity(&machine->cores);
	machine->online = (guint)MAX(1, sysconf(_SC_NPROCESSORS_ONLN));
	machine->memory = (guint64)sysconf(_SC_PHYS_PAGES) * (guint64)sysconf(_SC_PAGESIZE);
	machine->kernel = uname(&name) == 0 ? g_strconcat(name.sysname, " ", name.release, NULL)
	                                    : g_strdup("unknown");
	machine->system = or_unknown(field_of("/etc/os-release", "PRETTY_NAME"));
	machine->governor = line_of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
	if (!machine->governor)
		machine->governor = g_strdup("none");
	machine->virtualisation = virtualisation();
	machine->load = machine_load();
	return machine;
}

void
machine_free(Machine *machine)
{
	if (!machine)
		return;
	g_free(machine->cpu);
	g_free(machine->affinity);
	g_free(machine->kernel);
	g_free(machine->system);
	g_free(machine->governor);
	g_free(machine->virtualisation);
	g_free(machine);
}

static const char *const facts[] = {"cores",  "cpu",      "memory",         "kernel",
                                    "system", "governor", "virtualisation", NULL};

const char *const *
machine_facts(void)
{
	return facts;
}

static char *
memory_text(const Machine *machine)
{
	return g_strdup_printf("%.0f\u202fGiB",
	                       (double)machine->memory / (1024.0 * 1024.0 * 1024.0));
}

char *
machine_fact(const Machine *machine, const char *name)
{
	if (g_str_equal(name, "cores"))
		return g_strdup_printf("%u", machine->cores);
	if (g_str_equal(name, "cpu"))
		return g_strdup(machine->cpu);
	if (g_str_equal(name, "memory"))
		return memory_text(machine);
	if (g_str_equal(name, "kernel"))
		return g_strdup(machine->kernel);
	if (g_str_equal(name, "system"))
		return g_strdup(machine->system);
	if (g_str_equal(name, "governor"))
		return g_strdup(machine->governor);
	if (g_str_equal(name, "virtualisation"))
		return g_strdup(machine->virtualisation);
	return NULL;
}

char *
machine_line(const Machine *machine)
{
	g_autofree char *memory = memory_text(machine);

	return g_strdup_printf("%u × %s, %s, %s", machine->cores, machine->cpu, memory,
	                       machine->kernel);
}
