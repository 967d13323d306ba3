#!/bin/bash
# services.sh - helpers beside the workload: there for every run, told of, and gone afterwards.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A client of each language, and a snippet: all of them wait for an answer.
{
	printf -- '---\ntitle: Waiting\n---\n\n'
	cat <<-'END'
	``` {.python .experiment #script}
	#| fig-cap: Waiting in Python
	#| executors: [serial, gil, process]
	#| workers: 4
	#| services: [slow-http 30 ms]
	#| metric: elapsed
	#| rounds: 10
	#| iterations: 1
	import os
	import urllib.request

	def work(worker):
	    address = worker.params["slow-http"]
	    assert address == os.environ["LECTERN_SLOW_HTTP"]
	    assert address.startswith("http://127.0.0.1:")
	    with urllib.request.urlopen(address) as answer:
	        worker.record("latency", float(answer.read().split()[2]))
	    with urllib.request.urlopen(address + "10ms") as answer:
	        worker.record("path", float(answer.read().split()[2]))
	```

	END
} | note script

{
	printf -- '---\ntitle: Sockets\n---\n\n'
	cat <<-'END'
	``` {.c .experiment #native}
	//| fig-cap: Waiting in C
	//| executors: [serial, thread]
	//| workers: 4
	//| services: slow-http
	//| metric: elapsed
	//| rounds: 10
	//| iterations: 1
	#include <lectern.h>
	#include <arpa/inet.h>
	#include <stdio.h>
	#include <stdlib.h>
	#include <string.h>
	#include <sys/socket.h>
	#include <unistd.h>

	void
	work(struct worker *self)
	{
		static const char request[] = "GET / HTTP/1.0\r\n\r\n";
		const char *url = worker_text(self, "slow-http", "");
		struct sockaddr_in address = {.sin_family = AF_INET,
		                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
		char answer[1024] = "", *status;
		size_t length = 0;
		ssize_t n;
		int port, fd = socket(AF_INET, SOCK_STREAM, 0);

		if (strcmp(url, getenv("LECTERN_SLOW_HTTP")) != 0 ||
		    sscanf(url, "http://127.0.0.1:%d/", &port) != 1)
			abort();
		address.sin_port = htons(port);
		if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
		    write(fd, request, sizeof request - 1) < 0)
			abort();
		while ((n = read(fd, answer + length, sizeof answer - 1 - length)) > 0)
			length += n;
		close(fd);
		status = strchr(answer, ' ');
		worker_record(self, "status", status ? atof(status) : 0);
	}
	```


	``` {.python .run #once}
	#| services: [slow-http 1 ms]
	#| env: [GREETING=hello=there]
	import os, urllib.request
	print(os.environ["GREETING"])
	print(urllib.request.urlopen(os.environ["LECTERN_SLOW_HTTP"]).read().decode())
	```
	END
} | note native

watch "$LECTERN" build --notes notes --out out --formats html
status 0 'workloads of both languages reach the service'
is "$LEFT" '' 'it is gone afterwards'
cat >values.py <<'END'
import csv, glob

def read(name, metric, executor):
    path, = glob.glob(f"out/site/**/{name}*.csv", recursive=True)
    return [float(row["value"]) for row in csv.DictReader(open(path))
            if row["metric"] == metric and row["executor"] == executor]

# A busy machine may drop rounds, but what was counted stands.
for executor in "serial", "gil", "process":
    assert set(read("script", "latency", executor)) == {0.03}, executor
    assert set(read("script", "path", executor)) == {0.01}, executor
for executor in "serial", "thread":
    assert set(read("native", "status", executor)) == {200}, executor
# Never earlier than asked for, one after the other; and threads wait side by side.
assert min(read("script", "elapsed", "serial")) > 4 * 0.04
assert min(read("native", "elapsed", "serial")) > 4 * 0.02
assert min(read("script", "elapsed", "gil")) < min(read("script", "elapsed", "serial"))
assert min(read("native", "elapsed", "thread")) < min(read("native", "elapsed", "serial"))
END
run python3 values.py
status 0 'they are answered as late as asked for, side by side'
like out/site/native.html 'answered after 0.001 s' 'so does a snippet, and it says what it got'
like out/site/native.html 'hello=there' 'its environment is as the note sets it'
ok 'name and latency are part of the key' grep -q '"services: slow-http 0.03"' out/data/script-*.json
ok 'also those that nobody wrote' grep -q '"services: slow-http 0.02"' out/data/native-*.json

# Nothing is left when the workload fails, nor when the service is ended by somebody.
note fails <<'END'
---
title: Fails
---

``` {.python .experiment #fails}
#| fig-cap: It fails
#| services: [slow-http]
def work(worker):
    raise ValueError("no use")
```
END
watch "$LECTERN" build --notes notes --out out --formats html
status 1 'a workload that fails'
like "$ERR" 'workload-failed' 'is to blame itself'
is "$LEFT" '' 'and leaves no service behind'

note fails <<'END'
---
title: Fails
---

``` {.python .experiment #fails}
#| fig-cap: It fails
#| services: [slow-http]
import os, urllib.request

def work(worker):
    driver = os.getppid()
    for child in open(f"/proc/{driver}/task/{driver}/children").read().split():
        if int(child) != os.getpid():
            os.kill(int(child), 9)
    urllib.request.urlopen(worker.params["slow-http"])
```
END
watch "$LECTERN" build --notes notes --out out --formats html
status 1 'a service that is killed: the experiment fails'
like "$ERR" 'fails\.md:7:14: error: .*slow-http.*signal 9.*\[service-failed\]' 'and says why, at the option'
unlike "$ERR" 'workload-failed' 'the workload is not to blame'
is "$LEFT" '' 'nothing is left'
like out/site/fails.html 'slow-http.*signal 9' 'the page says so, too'

# Ctrl-C in a run; and a driver that is killed takes its service along.
note fails <<'END'
---
title: Endless
---

``` {.python .experiment #endless}
#| fig-cap: It never ends
#| services: [slow-http]
#| timeout: 500 s
import os, time

def work(worker):
    open(os.environ["MARK"], "w").close()
    time.sleep(400)
```
END
gone()
{
	[ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null || echo Z)" = Z ]
}
reached_or_gone()
{
	[ -e mark ] || gone "$1"
}
for signal in INT KILL; do
	rm -f mark
	LAST="lectern build, SIG$signal"
	MARK=$PWD/mark setsid "$LECTERN" build --notes notes --out out --formats html >"$OUT" 2>"$ERR" </dev/null &
	pid=$!
	await reached_or_gone "$pid"
	if [ ! -e mark ]; then
		result 1 "SIG$signal: the run is reached"
		continue
	fi
	service=$(pgrep -P "$pid" -f -- '--service slow-http')
	ok "SIG$signal: there is a service" test -n "$service"
	kill -s "$signal" "$pid"
	wait "$pid"
	STATUS=$?
	status $((128 + $(kill -l "$signal"))) "SIG$signal: the status tells the signal"
	ok "SIG$signal: the service is gone" await gone "$service"
done
rm notes/fails.md

# What is no service is found before anything is measured.
run "$LECTERN" list services
status 0 'list services is good'
like "$OUT" '^slow-http +.*20 ms' 'it tells the latency'
like "$OUT" 'LECTERN_SLOW_HTTP' 'and where the address is'

finish
