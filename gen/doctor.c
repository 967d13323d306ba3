#include "doctor.h"
#include "util.h"
#include <math.h>
#include <string.h>

/* From here on it is worth a remark. */
static const double LOAD = 0.75;      /* load average, a CPU */
static const double OTHERS = 0.25;    /* CPUs that others use */
static const double PRESSURE = 0.10;  /* part of the time in which some task waits */
static const double STEAL = 0.01;     /* part of the CPU time since boot */
static const double READING = 500e-9; /* of the clock, s */
static const double STEP = 1e-6;      /* of the clock, s */
static const double SCARCE = 0.10;    /* part of the memory that is available */
static const double SWAPPED = 0.05;   /* part of the memory that is on disk */
static const double INTERVAL = 0.005; /* of CPython between threads, s */
static const char OLDEST[] = "3.8";   /* Python that the runner can be loaded into */

/* A check under way. */
typedef struct Exam {
	const Facts *facts;
	const char *area, *name;
	GPtrArray *remarks;
} Exam;

static void tell(Exam *exam, Health health, const char *advice, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Add a remark: @format makes what was found, @advice (may be NULL) is copied. */
static void
tell(Exam *exam, Health health, const char *advice, const char *format, ...)
{
	g_autofree char *found = NULL;
	va_list arguments;

	va_start(arguments, format);
	found = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	remarks_add(exam->remarks,
	            (Remark){.area = exam->area,
	                     .name = exam->name,
	                     .health = health,
	                     .found = found,
	                     .advice = health == HEALTH_GOOD ? NULL : (char *)advice});
}

static Health
remark_if(gboolean bad)
{
	return bad ? HEALTH_REMARK : HEALTH_GOOD;
}

/* The machine -------------------------------------------------------------------------- */

static void
check_cores(Exam *exam)
{
	const Settings *s = exam->facts->settings;

	tell(exam, remark_if(s->allowed < 2),
	     "Nothing can run in parallel: claims that need two cores are not testable here. "
	     "Measure on a machine with two or more.",
	     "%u", s->allowed);
}

static void
check_affinity(Exam *exam)
{
	const Settings *s = exam->facts->settings;

	tell(exam, remark_if(s->allowed < s->online),
	     "Only part of the machine may be used, so results are those of a smaller one. Start "
	     "lectern without taskset, or give the container all CPUs.",
	     s->allowed < s->online ? "CPUs %s, %u of %u" : "all CPUs, %s", s->affinity, s->allowed,
	     s->online);
}

static void
check_quota(Exam *exam)
{
	const Settings *s = exam->facts->settings;

	if (isnan(s->quota))
		tell(exam, HEALTH_GOOD, NULL, "not visible");
	else if (isinf(s->quota))
		tell(exam, HEALTH_GOOD, NULL, "none");
	else
		tell(exam, remark_if(s->quota < s->allowed),
		     "The cgroup halts all workers when they have used up their share, so that "
		     "speed-ups end there and times have gaps. Raise its cpu.max, or --cpus of the "
		     "container.",
		     "%.3g of %u CPUs", s->quota, s->allowed);
}

static void
check_smt(Exam *exam)
{
	const Settings *s = exam->facts->settings;

	if (s->smt == SWITCH_ON)
		tell(exam, HEALTH_REMARK,
		     "Two workers may share a core and then slow each other down: speed-ups look "
		     "smaller. As root: echo off > /sys/devices/system/cpu/smt/control",
		     "cores run two threads each");
	else
		tell(exam, HEALTH_GOOD, NULL,
		     s->smt == SWITCH_OFF ? "one thread a core" : "not visible");
}

static void
check_governor(Exam *exam)
{
	const Settings *s = exam->facts->settings;

	if (!s->governor)
		tell(exam, HEALTH_GOOD, NULL, "not visible from here");
	else
		tell(exam, remark_if(!g_str_equal(s->governor, "performance")),
		     "Clock speeds follow the load: short runs look slow, and times scatter. As root: "
		     "cpupower frequency-set -g performance",
		     "%s, by %s", s->governor, s->driver ? s->driver : "an unknown driver");
}

static void
check_turbo(Exam *exam)
{
	const Settings *s = exam->facts->settings;
	gboolean intel = s->driver && g_str_has_prefix(s->driver, "intel");

	if (s->turbo == SWITCH_UNSEEN)
		tell(exam, HEALTH_GOOD, NULL, "not visible from here");
	else
		tell(exam, remark_if(s->turbo == SWITCH_ON),
		     intel ? "One busy core runs faster than many: speed-ups look smaller. As root: "
		             "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo"
		           : "One busy core runs faster than many: speed-ups look smaller. As root: "
		             "echo 0 > /sys/devices/system/cpu/cpufreq/boost",
		     s->turbo == SWITCH_ON ? "on" : "off");
}

static void
check_virtualisation(Exam *exam)
{
	const char *kind = exam->facts->settings->virtualisation;

	if (g_str_equal(kind, "container"))
		tell(exam, HEALTH_REMARK,
		     "What runs outside of it takes time and is not seen here. Keep the host quiet.",
		     "%s", kind);
	else
		tell(exam, remark_if(!g_str_equal(kind, "none")),
		     "The host may run other guests meanwhile, and starting and waking cost more than "
		     "on a real machine: trust ratios more than times.",
		     "%s", kind);
}

/* Sources that are read without a call of the kernel. */
static gboolean
quick_clock(const char *name)
{
	static const char *const quick[] = {"tsc",
	                                    "arch_sys_counter",
	                                    "kvm-clock",
	                                    "hyperv_clocksource_tsc_page",
	                                    "riscv_clocksource",
	                                    "timebase",
	                                    "tod",
	                                    NULL};

	return g_strv_contains(quick, name);
}

static void
check_clock(Exam *exam)
{
	const Settings *s = exam->facts->settings;

	tell(exam, remark_if((s->clock && !quick_clock(s->clock)) || s->reading > READING),
	     "Each reading calls the kernel: short times look longer, and timelines disturb what "
	     "they show. Boot with clocksource=tsc if the processor can.",
	     "%s, %.0f ns a reading", s->clock ? s->clock : "source not visible", s->reading * 1e9);
}

static void
check_resolution(Exam *exam)
{
	const Settings *s = exam->facts->settings;
	g_autofree char *step =
		isnan(s->step) ? g_strdup("none seen") : g_strdup_printf("%.0f ns", s->step * 1e9);

	tell(exam, remark_if(!(s->resolution <= STEP) || !(s->step <= STEP)),
	     "Times are whole steps of the clock: short ones come out equal and decide nothing. Boot "
	     "with highres=on.",
	     "%.0f ns, steps of %s", s->resolution * 1e9, step);
}

static void
check_schedstat(Exam *exam)
{
	g_autofree char *paranoid =
		exam->facts->paranoid == G_MAXINT
			? g_strdup("not there")
			: g_strdup_printf("perf_event_paranoid %d", exam->facts->paranoid);

	tell(exam, remark_if(!exam->facts->schedstat),
	     "Disturbed rounds are told by the time that workers wait for a CPU; without it more "
	     "of them stay. Use a kernel with CONFIG_SCHED_INFO.",
	     "waiting times %s; perf: %s", exam->facts->schedstat ? "visible" : "not visible",
	     paranoid);
}

/* The present -------------------------------------------------------------------------- */

/* "make 1.0, cc1 0.4": the three busiest. */
static char *
busiest(const Facts *facts)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < facts->busy->len && i < 3; i++) {
		const FactsBusy *busy = g_ptr_array_index(facts->busy, i);

		g_string_append_printf(text, "%s%s %.2f", i ? ", " : "", busy->name, busy->cpus);
	}
	return g_string_free(text, FALSE);
}

static void
check_others(Exam *exam)
{
	const Facts *facts = exam->facts;
	g_autofree char *names = busiest(facts);

	if (isnan(facts->others))
		tell(exam, HEALTH_GOOD, NULL, "not visible");
	else
		tell(exam, remark_if(facts->others > OTHERS),
		     "Rounds that they disturb are dropped, and claims stay undecided. End them, or "
		     "measure later.",
		     "%.2f CPUs in use%s%s", facts->others, *names ? ": " : "", names);
}

static void
check_load(Exam *exam)
{
	const Facts *facts = exam->facts;

	if (isnan(facts->load))
		tell(exam, HEALTH_GOOD, NULL, "not visible");
	else
		tell(exam, remark_if(facts->load > LOAD * facts->settings->allowed),
		     "More was running over the last minute than leaves room for measuring. Close "
		     "other programs, and wait.",
		     "%.2f over a minute, on %u cores", facts->load, facts->settings->allowed);
}

static void
check_pressure(Exam *exam)
{
	double pressure = exam->facts->settings->pressure;

	if (isnan(pressure))
		tell(exam, HEALTH_GOOD, NULL, "not visible");
	else
		tell(exam, remark_if(pressure > PRESSURE),
		     "Tasks wait for a CPU, and workers would: rounds are dropped. Close other "
		     "programs.",
		     "tasks waited for a CPU %.1f %% of 10 s", pressure * 100);
}

static void
check_steal(Exam *exam)
{
	double steal = exam->facts->settings->steal;

	if (isnan(steal))
		tell(exam, HEALTH_GOOD, NULL, "not visible");
	else
		tell(exam, remark_if(steal > STEAL),
		     "The host gives this machine's time to others. Measure at another hour, or on a "
		     "machine of its own.",
		     "%.2f %% of the time since boot", steal * 100);
}

static double
gib(guint64 bytes)
{
	return (double)bytes / (1024.0 * 1024.0 * 1024.0);
}

static void
check_memory(Exam *exam)
{
	const Facts *facts = exam->facts;

	if (!facts->memory)
		tell(exam, HEALTH_GOOD, NULL, "not visible");
	else
		tell(exam, remark_if((double)facts->available < SCARCE * (double)facts->memory),
		     "Workloads that need more are ended, or wait for the disk. Close other programs.",
		     "%.1f of %.1f GiB available", gib(facts->available), gib(facts->memory));
}

static void
check_swap(Exam *exam)
{
	const Facts *facts = exam->facts;

	if (!facts->swap)
		tell(exam, HEALTH_GOOD, NULL, "none");
	else
		tell(exam, remark_if((double)facts->swapped > SWAPPED * (double)facts->memory),
		     "Pages come back from the disk while something is measured. Close other programs; "
		     "as root: swapoff -a && swapon -a",
		     "%.1f of %.1f GiB in use", gib(facts->swapped), gib(facts->swap));
}

static void
check_variables(Exam *exam)
{
	const GPtrArray *threads = exam->facts->settings->threads;
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < threads->len; i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "",
		                       (const char *)g_ptr_array_index(threads, i));
	tell(exam, remark_if(threads->len > 0),
	     "Numerical libraries obey: results are those of this shell. Unset them, and set what "
	     "an experiment needs in its own `env`.",
	     "%s", threads->len ? names->str : "no *_NUM_THREADS is set");
}

/* The tools ---------------------------------------------------------------------------- */

static void
check_program(Exam *exam)
{
	const char *missing = exam->facts->program;

	tell(exam, missing ? HEALTH_MISSING : HEALTH_GOOD,
	     "Nothing can be measured or rendered. Build it with make, or install it anew.", "%s",
	     missing ? missing : "complete");
}

static void
check_pandoc(Exam *exam)
{
	const char *version = exam->facts->pandoc;

	tell(exam, version ? HEALTH_GOOD : HEALTH_MISSING,
	     "No page can be made. Install it: make setup, or apt-get install pandoc", "%s",
	     version ? version : "not on PATH");
}

static void
check_gnuplot(Exam *exam)
{
	const char *version = exam->facts->gnuplot;

	tell(exam, version ? HEALTH_GOOD : HEALTH_MISSING,
	     "No figure can be drawn. Install it: make setup, or apt-get install gnuplot-nox", "%s",
	     version ? version : "not on PATH");
}

static void
check_handouts(Exam *exam)
{
	const Facts *facts = exam->facts;
	g_autoptr(GString) advice = g_string_new(NULL);

	g_string_append(advice, "Handouts cannot be made; --formats html does without. Install it: "
	                        "make setup, or apt-get install");
	for (guint i = 0; i < facts->tex->len; i++)
		g_string_append_printf(advice, " %s",
		                       (const char *)g_ptr_array_index(facts->tex, i));
	if (!facts->lualatex)
		g_string_append(advice, " texlive-luatex texlive-latex-recommended lmodern "
		                        "fonts-dejavu-core");
	tell(exam, remark_if(!facts->lualatex || facts->tex->len > 0), advice->str, "%s%s",
	     facts->lualatex ? facts->lualatex : "lualatex is not on PATH",
	     facts->lualatex && facts->tex->len ? ", without what it needs" : "");
}

/* One interpreter.  Advice on slow builds is given once: @told. */
static void
tell_python(Exam *exam, const FactsPython *python, gboolean *told)
{
	g_autofree char *numpy =
		*python->numpy ? g_strdup_printf("numpy %s", python->numpy) : g_strdup("no numpy");
	g_autofree char *interval =
		fabs(python->interval - INTERVAL) < 1e-9
			? g_strdup("")
			: g_strdup_printf(", switches every %g ms", python->interval * 1e3);
	const char *advice = NULL;
	Health health = HEALTH_GOOD;

	if (version_compare(python->version, OLDEST) < 0) {
		advice = "Too old: notes can ask for Python 3.8 or later.";
		health = HEALTH_REMARK;
	} else if (!python->ctypes) {
		advice =
			"Without its module ctypes no workload can be loaded: build it with libffi.";
		health = python->first ? HEALTH_MISSING : HEALTH_REMARK;
	} else if (python->optimized == 0) {
		advice = *told ? NULL
		               : "Built without --enable-optimizations: slower than what most "
		                 "students have. Ratios hold, times do not.";
		health = HEALTH_REMARK;
		*told = TRUE;
	}
	tell(exam, health, advice, "%s%s: %s, %s%s%s, %s", python->version,
	     python->first ? " (python3)" : "", python->gil ? "GIL" : "no GIL", numpy, interval,
	     python->optimized == 0 ? ", plain build" : "", python->path);
}

static void
check_search(Exam *exam)
{
	tell(exam, remark_if(!exam->facts->search),
	     "Sites are made without search. Where there are npm and a network: make setup in the "
	     "folder of Lectern, and make install if it is installed.",
	     exam->facts->search ? "MiniSearch" : "MiniSearch is not installed");
}

static void
check_python(Exam *exam)
{
	const GPtrArray *pythons = exam->facts->pythons;
	gboolean first = FALSE, told = FALSE;

	for (guint i = 0; i < pythons->len; i++)
		first = first || ((const FactsPython *)g_ptr_array_index(pythons, i))->first;
	if (!first)
		tell(exam, HEALTH_MISSING,
		     "Workloads in Python are not testable here. Install it: make setup, or apt-get "
		     "install python3",
		     "no python3 is on PATH");
	for (guint i = 0; i < pythons->len; i++) {
		const FactsPython *python = g_ptr_array_index(pythons, i);

		if (python->version)
			tell_python(exam, python, &told);
		else
			tell(exam, HEALTH_REMARK, "It does not answer like CPython.", "%s",
			     python->path);
	}
}

static void
check_compiler(Exam *exam)
{
	const Facts *facts = exam->facts;

	if (!facts->compiles)
		tell(exam, HEALTH_REMARK,
		     "Workloads in C are not testable here. Install it: make setup, or apt-get install "
		     "gcc libc6-dev",
		     "no cc is on PATH");
	for (guint i = 0; i < facts->compilers->len; i++)
		tell(exam, HEALTH_GOOD, NULL, "%s",
		     (const char *)g_ptr_array_index(facts->compilers, i));
}

/* All of them -------------------------------------------------------------------------- */

/* A check adds at least one remark. */
typedef struct Check {
	const char *area;
	const char *name;
	void (*check)(Exam *exam);
} Check;

static const Check checks[] = {
	{"Machine", "cores", check_cores},
	{"Machine", "affinity", check_affinity},
	{"Machine", "CPU quota", check_quota},
	{"Machine", "hyperthreads", check_smt},
	{"Machine", "governor", check_governor},
	{"Machine", "turbo", check_turbo},
	{"Machine", "virtualisation", check_virtualisation},
	{"Machine", "clock", check_clock},
	{"Machine", "resolution", check_resolution},
	{"Machine", "counters", check_schedstat},
	{"At present", "other programs", check_others},
	{"At present", "load average", check_load},
	{"At present", "pressure", check_pressure},
	{"At present", "steal", check_steal},
	{"At present", "memory", check_memory},
	{"At present", "swap", check_swap},
	{"At present", "environment", check_variables},
	{"Tools", "lectern", check_program},
	{"Tools", "pandoc", check_pandoc},
	{"Tools", "gnuplot", check_gnuplot},
	{"Tools", "handouts", check_handouts},
	{"Tools", "search", check_search},
	{"Tools", "python", check_python},
	{"Tools", "compiler", check_compiler},
};

GPtrArray *
doctor_examine(const Facts *facts)
{
	GPtrArray *remarks = remarks_new();

	for (guint i = 0; i < G_N_ELEMENTS(checks); i++) {
		Exam exam = {facts, checks[i].area, checks[i].name, remarks};

		checks[i].check(&exam);
	}
	return remarks;
}
