# Lectern: the front door.  `make help` lists the targets.

CC       ?= cc
CFLAGS   ?= -O2 -g
PREFIX   ?= /usr/local
DESTDIR  ?=
SAN      ?=

O := out
B := $O/build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
comma := ,
BIN := $(if $(SAN),$B/bin,$O/bin)

# pkg-config may be missing until `make setup` has run: ask it when a recipe runs, not before.
PKGS    := glib-2.0 gio-2.0 gio-unix-2.0 libcmark yaml-0.1 jansson
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS   = $(shell pkg-config --libs $(PKGS))

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wundef -Wformat=2 -Wwrite-strings -Wpointer-arith -Wvla \
	-Wimplicit-fallthrough -Wdouble-promotion -Wredundant-decls
CPPFLAGS_ALL = -D_GNU_SOURCE -DLECTERN_PREFIX='"$(PREFIX)"' -Igen $(CPPFLAGS)
CFLAGS_ALL   = -std=gnu17 $(WARN) $(if $(WERROR),-Werror) $(CFLAGS) \
	$(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer)
LDFLAGS_ALL  = $(LDFLAGS) $(if $(SAN),-fsanitize=$(SAN))

GEN    := $(filter-out gen/main.c,$(wildcard gen/*.c))
OBJ    := $(GEN:%.c=$B/%.o)
RUNNER := $(wildcard gen/runner/*.c)
UNIT   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/t-*.c))
RUNNER_TESTS := $(patsubst tests/runner/%.c,%,$(wildcard tests/runner/t-*.c))

.DELETE_ON_ERROR:
.PHONY: all help setup notes fresh check test golden lint bench install uninstall clean

all: $(BIN)/lectern $(BIN)/lectern-runner $(BIN)/lectern-runner.so

## notes: build site and handouts of the course; measures what is new
notes: all
	$(BIN)/lectern build

## fresh: the same, measuring everything anew
fresh: all
	$(BIN)/lectern build --fresh

## check: findings only; nothing is measured
check: all
	$(BIN)/lectern check

$B/lectern.a: $(OBJ)
	rm -f $@ && ar rcs $@ $^

$(BIN)/lectern: $B/gen/main.o $B/lectern.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS) -lm

$B/gen/%.o: gen/%.c | $B/.ready
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

# The runner is loaded into foreign interpreters: libc only, no sanitizer.
RUNNER_CFLAGS = -std=gnu17 -D_GNU_SOURCE -Igen $(WARN) $(if $(WERROR),-Werror) $(CFLAGS) -fPIC -pthread

$O/build/runner/%.o: gen/runner/%.c | $B/.ready
	@mkdir -p $(@D)
	$(CC) $(RUNNER_CFLAGS) -MMD -MP -c -o $@ $<

$(BIN)/lectern-runner: $(RUNNER:gen/runner/%.c=$O/build/runner/%.o)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -pthread -rdynamic -o $@ $^ -ldl

$(BIN)/lectern-runner.so: $(filter-out $O/build/runner/main.o,$(RUNNER:gen/runner/%.c=$O/build/runner/%.o))
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -pthread -shared -o $@ $^ -ldl

# Where out/ is kept between checkouts, a changed Makefile must not trust old objects.
$B/.ready: Makefile
	@mkdir -p $B && rm -rf $B/gen $B/tests && touch $@

## clean: remove everything that was made
clean:
	rm -rf $O

-include $(wildcard $B/gen/*.d $B/tests/unit/*.d $O/build/runner/*.d)
