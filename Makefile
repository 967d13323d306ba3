# Lectern: the front door.  `make help` lists the targets.

VERSION := 0.1
CC      := $(if $(filter default undefined,$(origin CC)),cc,$(CC))
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
DESTDIR ?=
SAN     ?=# sanitizers: address,undefined or thread; everything goes to a folder of its own
WERROR  ?=# 1: warnings are errors
T       ?=# only the test programs whose name holds this word; with `new`, the title
ARGS    ?=# options of lectern publish and serve
J       ?= $(shell nproc 2>/dev/null || echo 1)# test programs that run at a time

export LC_ALL := C.UTF-8

comma := ,
O   := out
B   := $O/build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
BIN := $(if $(SAN),$B/bin,$O/bin)

# Flags ---------------------------------------------------------------------------------------

# pkg-config may be missing until `make setup` has run: it is asked when a recipe runs, and once.
PKGS       := glib-2.0 gio-2.0 gio-unix-2.0 libcmark yaml-0.1 jansson
PKG_CFLAGS  = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PKGS)))$(PKG_CFLAGS)
PKG_LIBS    = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PKGS)))$(PKG_LIBS)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wundef -Wformat=2 -Wwrite-strings -Wpointer-arith -Wvla \
	-Wimplicit-fallthrough -Wdouble-promotion -Wredundant-decls
STD     := -std=gnu17 -D_GNU_SOURCE
SANITIZE := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)
# The runner is loaded into foreign interpreters: of the sanitizers only what needs no library.
RUNNER_SANITIZE := $(if $(findstring undefined,$(SAN)),-fsanitize=undefined \
	-fsanitize-undefined-trap-on-error)

BASE_CFLAGS   := $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS)
# What GLib 2.74 (Debian 12) has, no more; what later ones call deprecated stays quiet.
GLIB := -DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74 -DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74

GEN_CFLAGS    := $(BASE_CFLAGS) $(GLIB) $(SANITIZE) -DLECTERN_VERSION='"$(VERSION)"'
RUNNER_CFLAGS := $(BASE_CFLAGS) $(RUNNER_SANITIZE) -fPIC -fvisibility=hidden -pthread
GEN_LDFLAGS    := $(LDFLAGS) $(SANITIZE)
# Bound at once, in few mappings: forked workers would pay for lazy binding, and for each mapping.
RUNNER_LDFLAGS := $(LDFLAGS) $(RUNNER_SANITIZE) -pthread -Wl,-z,now -Wl,-z,noseparate-code

# Say in short what is done; V=1 shows whole commands.
V ?=
Q  = $(if $V,,@echo '  $1 $@';)
COMPILE = $(call Q,CC) mkdir -p $(@D) && $(CC) $(if $(WERROR),-Werror) -MMD -MP -c -o $@ $<
LINK    = $(call Q,LD) mkdir -p $(@D) && $(CC) -o $@

# Files ---------------------------------------------------------------------------------------

GEN_C    := $(filter-out gen/main.c,$(wildcard gen/*.c))
RUNNER_C := $(wildcard gen/runner/*.c)
SERVER_C := $(wildcard gen/server/*.c)
RUNNER_SRC := $(sort $(wildcard gen/runner/*) gen/protocol.h $(wildcard experiments/lectern.h))
UNIT_C   := $(wildcard tests/unit/t-*.c)
RTEST_C  := $(wildcard tests/runner/t-*.c)
E2E      := $(sort $(filter-out tests/e2e/lib.sh,$(wildcard tests/e2e/*.sh)))

GEN_O      := $(GEN_C:%.c=$B/%.o)
RUNNER_O   := $(RUNNER_C:%.c=$B/%.o)
SERVER_O   := $(SERVER_C:%.c=$B/%.o)
RUNNER_LIB := $(filter-out $B/gen/runner/main.o,$(RUNNER_O))
RTEST_O    := $(RUNNER_LIB:$B/gen/runner/%=$B/tests/runner/lib/%)
UNIT       := $(UNIT_C:%.c=$B/%)
RTEST      := $(RTEST_C:%.c=$B/%)
PROGRAMS   := $(addprefix $(BIN)/,$(if $(wildcard gen/main.c),lectern) \
	$(if $(wildcard gen/runner/main.c),lectern-runner lectern-runner.so) lectern-server)

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all help setup notes fresh check check-site new test golden lint bench bench-stats bench-course \
	install uninstall clean

all: $(PROGRAMS)

## help: list the targets
help:
	@sed -n 's/^## \([a-z-]*\): /\1\t/p' Makefile | while IFS='	' read -r target what; do \
		printf '  make %-13s%s\n' "$$target" "$$what"; done

# Set-up --------------------------------------------------------------------------------------

# Where `setup` is among the goals, whatever is made waits for it, with -j too.
SETUP := $(filter setup,$(MAKECMDGOALS))

## setup: install what is missing; beside test, lint or bench, also what those need
setup:
	@.ci/setup build notes $(filter test lint bench,$(MAKECMDGOALS))

# A stamp holds the words that a product depends on beside its files.  It is rewritten when they
# change: objects of other flags, or of sources that are gone, are never trusted.  (make 4.3 does
# not always cut off the newline of what it reads: hence strip.)
define stamp
ifneq ($$(strip $$(file <$1)),$$(strip $2))
.PHONY: $1
endif
$1: | $$(SETUP)
	@mkdir -p $$(@D) && printf '%s\n' '$$(subst ','\'',$2)' >$$@
endef
$(eval $(call stamp,$B/flags,$$(CC) $$(GEN_CFLAGS) $$(GEN_LDFLAGS) $$(RUNNER_CFLAGS)))
$(eval $(call stamp,$B/files,$$(GEN_C) $$(SERVER_C) $$(RUNNER_SRC)))

# The course ----------------------------------------------------------------------------------

## notes: build site and handouts of the course; measures what is new
notes: all
	$(BIN)/lectern build

## fresh: the same, measuring everything anew
fresh: all
	$(BIN)/lectern build --fresh

.PHONY: site publish serve slides

## serve: show the course in a browser, new whenever something is saved; ARGS=--open
serve: all
	@exec $(BIN)/lectern serve $(ARGS)

## slides: make the slides of all chapters, in out/slides and for the next site
slides: all
	$(BIN)/lectern build --formats html,slides

## site: the same as notes: out/site can be copied to any place as it is
site: notes

## publish: build, check all claims, show what changes, publish the site; ARGS=--yes
publish: all
	$(BIN)/lectern publish $(ARGS)

## check: show what is wrong in the notes; nothing is measured
check: all
	$(BIN)/lectern check

## new: start a chapter of the course, T="Its title"
new: export TITLE := $(value T)
new: all
	@$(BIN)/lectern new note -- "$$TITLE"

# The driver ----------------------------------------------------------------------------------

$B/gen/%.o: gen/%.c $B/flags
	$(COMPILE) -iquote gen $(GEN_CFLAGS) $(EXTRA) $(PKG_CFLAGS)

# Samples depend on the runner: its sources are part of their key.
$B/gen/key.o: EXTRA = -DRUNNER_HASH='"$(shell cat $(RUNNER_SRC) | sha256sum | cut -c 1-64)"'
$B/gen/key.o: $(RUNNER_SRC) $B/files

$B/lectern.a: $(GEN_O) $B/files
	$(call Q,AR) rm -f $@ && ar rcs $@ $(GEN_O)

$(BIN)/lectern: $B/gen/main.o $B/lectern.a
	$(LINK) $^ $(GEN_LDFLAGS) $(PKG_LIBS) -lm

# The runner: libc only -----------------------------------------------------------------------

$B/gen/runner/%.o: gen/runner/%.c $B/flags
	$(COMPILE) $(RUNNER_CFLAGS)

$(BIN)/lectern-runner: $(RUNNER_O) $B/files
	$(LINK) $(RUNNER_O) $(RUNNER_LDFLAGS) -ldl -lm

$(BIN)/lectern-runner.so: $(RUNNER_LIB) $B/files
	$(LINK) $(RUNNER_LIB) $(RUNNER_LDFLAGS) -shared -ldl -lm

# The server: the one program that pays for an HTTP library ------------------------------------

SERVER_PKGS   := glib-2.0 jansson libmicrohttpd
SERVER_CFLAGS  = $(eval SERVER_CFLAGS := $$(shell pkg-config --cflags $(SERVER_PKGS)))$(SERVER_CFLAGS)
SERVER_LIBS    = $(eval SERVER_LIBS := $$(shell pkg-config --libs $(SERVER_PKGS)))$(SERVER_LIBS)

$B/gen/server/%.o: gen/server/%.c $B/flags
	$(COMPILE) $(GEN_CFLAGS) $(SERVER_CFLAGS)

$(BIN)/lectern-server: $(SERVER_O) $B/files
	$(LINK) $(SERVER_O) $(GEN_LDFLAGS) $(SERVER_LIBS)

# Tests ---------------------------------------------------------------------------------------

$B/tests/unit/%.o: tests/unit/%.c $B/flags
	$(COMPILE) -iquote gen $(GEN_CFLAGS) $(PKG_CFLAGS)

$B/tests/unit/%: $B/tests/unit/%.o $B/lectern.a
	$(LINK) $^ $(GEN_LDFLAGS) $(PKG_LIBS) -lm

# The runner's own tests use it with all sanitizers.
$B/tests/runner/lib/%.o: gen/runner/%.c $B/flags
	$(COMPILE) $(GEN_CFLAGS) -pthread

$B/tests/runner/%.o: tests/runner/%.c $B/flags
	$(COMPILE) -iquote gen/runner -iquote gen $(GEN_CFLAGS) $(PKG_CFLAGS) -pthread

$B/tests/runner/%: $B/tests/runner/%.o $(RTEST_O)
	$(LINK) $^ $(GEN_LDFLAGS) -pthread -rdynamic $(PKG_LIBS) -ldl -lm

TESTS = $(foreach t,$(UNIT) $(RTEST),'$t --tap') \
	$(foreach t,$(wildcard tests/golden/run.sh tests/browser/*.sh) $(E2E),'$t $(BIN)/lectern')

# What tests can rely on: LECTERN, the driver, and LECTERN_SRC, the checkout; no stdin.  A crash is
# to be seen as the signal it is, so the sanitizers leave SIGSEGV alone.
TEST_ENV := LECTERN=$(abspath $(BIN)/lectern) LECTERN_SRC=$(CURDIR) G_DEBUG=fatal-criticals \
	LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 \
	ASAN_OPTIONS=handle_segv=0:handle_abort=0:detect_leaks=1:abort_on_error=1 \
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
	TSAN_OPTIONS=halt_on_error=1:suppressions=$(CURDIR)/tests/tsan.supp \
	UBSAN_OPTIONS=print_stacktrace=1

## test: run the tests; T=WORD picks programs, SAN=address,undefined uses sanitizers
test: all $(UNIT) $(RTEST)
	@$(TEST_ENV) tests/tap.py -j$(J) -k '$(T)' $(TESTS)

## check-site: look at the site that was built, or at SITE=FOLDER, with a real browser
SITE ?= $O/site
check-site:
	@.ci/setup test
	@tests/browser/check.mjs '$(SITE)'

## golden: rewrite the expected files of tests/golden; git shows what changed
golden: all
	@$(TEST_ENV) UPDATE=1 tests/golden/run.sh $(BIN)/lectern

# Run tests/bench/NAME.sh for the names in $1 that hold the word T; SIMULATION is for one of them.
run_bench = @set -e; for b in $1; do case $$b in *'$(T)'*) \
	$(TEST_ENV) J=$(J) SIMULATION=$(abspath $B/tests/unit/t-simulation) \
	tests/bench/$$b.sh $(BIN)/lectern;; esac; done

## bench: measure Lectern itself, and other tools beside it
bench: all
	$(call run_bench,$(foreach b,build scale serve others,$(if $(wildcard tests/bench/$b.sh),$b)))

## bench-stats: prove the statistics: simulations, executors, behaviour under load
bench-stats: all $B/tests/unit/t-simulation
	$(call run_bench,simulation executors load)

## bench-course: build the course afresh twenty times, and tabulate the verdicts
bench-course: all
	$(call run_bench,builds)

# Lint ----------------------------------------------------------------------------------------

L        := $O/build/lint
LINT_C   := $(wildcard gen/*.c) $(RUNNER_C) $(SERVER_C) $(UNIT_C) $(RTEST_C) $(wildcard experiments/*.c)
LINT_H   := $(wildcard gen/*.h gen/runner/*.h gen/server/*.h experiments/*.h tests/unit/*.h \
	tests/runner/*.h)
LINT_SH  := .ci/run .ci/setup $(wildcard tests/*/*.sh tests/lint/* tests/bin/*) \
	templates/completion/lectern.bash
LINT_MAN := $(wildcard docs/*.1)

.PHONY: lint-rules

## lint: format, static analysis, floors, house rules
lint: lint-rules $L/cppcheck.ok $L/shell.ok $L/man.ok $(LINT_C:%=$L/%.format) \
	$(LINT_H:%=$L/%.format) $(LINT_C:%=$L/%.ok) $(LINT_H:%=$L/%.ok)

lint-rules: | $(SETUP)
	@tests/lint/rules.py

$L/%.format: % .clang-format tests/lint/format.sh | $(SETUP)
	@mkdir -p $(@D)
	@tests/lint/format.sh $<
	@touch $@

$L/cppcheck.ok: $(LINT_C) $(LINT_H) $(wildcard tests/lint/cppcheck.*) | $(SETUP)
	@mkdir -p $L/cppcheck
	@echo cppcheck
	@tests/lint/cppcheck.sh $L/cppcheck $(LINT_C)
	@touch $@

$L/shell.ok: $(LINT_SH) | $(SETUP)
	@mkdir -p $(@D)
	@echo shellcheck
	@tests/lint/shell.sh $(LINT_SH)
	@touch $@

$L/man.ok: $(LINT_MAN) tests/lint/man.sh | $(SETUP)
	@mkdir -p $(@D)
	@tests/lint/man.sh $(LINT_MAN)
	@touch $@

# Each file through the compiler's analyzer, each header on its own.
ANALYZE = gcc $(STD) $(GLIB) -DLECTERN_VERSION='""' -DRUNNER_HASH='""' -Iexperiments $(WARN) -O2 \
	-Werror $(if $(findstring runner,$<),-iquote gen/runner) \
	$(if $(findstring gen/runner,$<),,-iquote gen)

LINT_PKGS = $(PKG_CFLAGS) $(if $(findstring server,$<),$(SERVER_CFLAGS))

# The analyzer is that of gcc 12, for every version errs elsewhere.  It takes a struct that a
# function returns for uninitialized; -Wmaybe-uninitialized and the sanitizers see the real ones.
# Not the tests: it does not know that a failed g_assert_nonnull() ends one.
GCC = $(eval GCC := $$(shell gcc -dumpversion))$(GCC)
$L/gen/%.ok: ANALYZER = $(if $(filter 12 12.%,$(GCC)),-fanalyzer \
	-Wno-analyzer-use-of-uninitialized-value)

$L/%.c.ok: %.c | $(SETUP)
	@mkdir -p $(@D)
	@echo analyze $<
	@$(ANALYZE) $(ANALYZER) $(LINT_PKGS) -MMD -MP -MF $(@:.ok=.d) -MT $@ -c -o /dev/null $<
	@touch $@

$L/%.h.ok: %.h | $(SETUP)
	@mkdir -p $(@D)
	@echo 'typedef int alone;' | $(ANALYZE) $(LINT_PKGS) -MMD -MP -MF $(@:.ok=.d) -MT $@ \
		-fsyntax-only -include $< -x c -
	@touch $@

# Install -------------------------------------------------------------------------------------

I_BIN     := $(DESTDIR)$(PREFIX)/bin
I_LIBEXEC := $(DESTDIR)$(PREFIX)/libexec/lectern
I_SHARE   := $(DESTDIR)$(PREFIX)/share/lectern
I_MAN     := $(DESTDIR)$(PREFIX)/share/man/man1
# Where the shells look, each for a file called so.
I_SHELLS   := $(DESTDIR)$(PREFIX)/share
COMPLETION := bash:bash-completion/completions/lectern zsh:zsh/site-functions/_lectern \
	fish:fish/vendor_completions.d/lectern.fish

# The library by which sites are searched, where `make setup` could get it.
SEARCH := node_modules/minisearch

## install: install below PREFIX (and DESTDIR)
install: all
	install -d $(I_BIN) $(I_LIBEXEC) $(I_SHARE)/experiments $(I_MAN)
	install $(BIN)/lectern $(I_BIN)
	install $(BIN)/lectern-runner $(BIN)/lectern-runner.so $(BIN)/lectern-server $(I_LIBEXEC)
	install -m 644 gen/runner/*.py $(I_LIBEXEC)
	rm -rf $(I_SHARE)/templates
	cp -R templates $(I_SHARE)
	rm -rf $(I_SHARE)/minisearch
	! [ -d $(SEARCH) ] || { install -d $(I_SHARE)/minisearch/dist/umd && \
		install -m 644 $(SEARCH)/LICENSE.txt $(I_SHARE)/minisearch && \
		install -m 644 $(SEARCH)/dist/umd/index.js $(I_SHARE)/minisearch/dist/umd; }
	install -m 644 experiments/lectern.h $(I_SHARE)/experiments
	install -m 644 docs/lectern.1 $(I_MAN)
	for c in $(COMPLETION); do install -D -m 644 "templates/completion/lectern.$${c%%:*}" \
		"$(I_SHELLS)/$${c#*:}" || exit; done

## uninstall: remove what install put there
uninstall:
	rm -rf $(I_BIN)/lectern $(I_LIBEXEC) $(I_SHARE) $(I_MAN)/lectern.1
	for c in $(COMPLETION); do rm -f "$(I_SHELLS)/$${c#*:}"; done

## clean: remove everything that was made
clean:
	rm -rf $O

-include $(wildcard $B/gen/*.d $B/gen/runner/*.d $B/gen/server/*.d $B/tests/*/*.d $B/tests/runner/lib/*.d $L/*/*.d \
	$L/gen/runner/*.d $L/gen/server/*.d $L/tests/*/*.d)
