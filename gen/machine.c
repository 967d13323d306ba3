#include "machine.h"
#include "settings.h"
#include <math.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

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
	g_autoptr(Settings) settings = settings_read("");
	struct utsname name;

	machine->cpu = or_unknown(settings_field("", "/proc/cpuinfo", "model name"));
	machine->memory = (guint64)sysconf(_SC_PHYS_PAGES) * (guint64)sysconf(_SC_PAGESIZE);
	machine->kernel = uname(&name) == 0 ? g_strconcat(name.sysname, " ", name.release, NULL)
	                                    : g_strdup("unknown");
	machine->system = or_unknown(settings_field("", "/etc/os-release", "PRETTY_NAME"));
	machine->cores = settings->allowed;
	machine->online = settings->online;
	machine->affinity = g_strdup(settings->affinity);
	machine->governor = g_strdup(settings->governor ? settings->governor : "none");
	machine->virtualisation = g_strdup(settings->virtualisation);
	machine->settings = settings_lines(settings);
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
	g_clear_pointer(&machine->settings, g_ptr_array_unref);
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
