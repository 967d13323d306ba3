/*
 * protocol.h - what the driver and the runner say to each other.
 *
 * One run is one process: the driver writes a job file, starts the runner with
 * the job's path as its only argument, sleeps until it has ended, and reads the
 * result file.  Both files are text, one item a line, words split by one space
 * (the last word of a line may hold spaces, never a newline).
 *
 * Knows of nothing else: both sides include this header and nothing of the other.
 *
 * Job, any order, each key at most once but for `param`; those with a default may be left out:
 *
 *	protocol 1
 *	language c | python
 *	executor serial | thread | process | gil | interpreter | asyncio | mock
 *	module PATH		shared object (C) or module file (Python: imported by its
 *				name, which must be an identifier that no other module has)
 *	workers N		1 .. PROTOCOL_MAX_WORKERS; 1
 *	param NAME VALUE	a level of a further factor, as the note writes it, or a
 *				service and its address
 *	duration NS		work for this long; 0 (the default): until work returns, and
 *				the workload may not ask running()
 *	warmup N		iterations run first and flagged by the driver; 0
 *	iterations N		iterations that count; 1
 *	batch N			calls of work per worker in one iteration; 1, and always 1 if
 *				unheld or with tasks.  Samples are for one call: see
 *				runner/metrics.h
 *	start-method NAME	Python: fork, spawn, forkserver; C: fork, vfork, exec; fork
 *	release 0|1		C on gil: let go of the GIL while working; 0
 *	window NS		length of the windows of `fairness`; 20 ms
 *	tasks N			workers serve this many tasks, 0 .. N - 1, in one iteration,
 *				instead of one call each: each is one call of work, by the
 *				worker that is free; not if unheld.  0 (the default): none
 *	chunk N			tasks that a worker takes at a time; 0 (the default): as
 *				Python's Pool.map() does, or else tasks / workers, rounded up
 *	unheld 0|1		1: workers are not held at the barrier; this run samples
 *				`call`, `start` and `life` and nothing else of time; 0
 *	turns N			write at most N turns of the timeline; 0
 *	round N			number of the round, from 0; on mock the workload finds it as
 *				the parameter `round`; 0
 *	libpython PATH		engine `embedded`: load this library
 *	program PATH		engine `embedded`: the interpreter whose library it is
 *	result PATH		where the runner writes its result
 *
 * Result, in this order; nothing before `end` counts without it:
 *
 *	protocol 1
 *	fact NAME VALUE		python 3.11.2; gil 1 (0: free-threaded); tick 4.1e-08 (cost of
 *				one tick() in s, in the workload's language); clock 1.5e-08
 *				(smallest step between two readings of the clock in s);
 *				ran 0.41 and waited 0.002 (s of CPU of the run's threads, and
 *				s in which they were ready but waited for a CPU, see
 *				runner/load.h; absent where the kernel does not tell);
 *				threads 2 (largest number of threads that could be running at
 *				once: of the workers' processes together, or of the starting
 *				process; the starting thread counts if it works, or starts
 *				workers that are not held).  On mock, those of Python only
 *	sample I W METRIC V	iteration I from 0 (warm-ups included), worker W from 0 or -1
 *				for the whole run, metric's name, value in SI units ("%.17g").
 *				The metrics are defined in runner/metrics.h; `memory` and
 *				`threads` are sampled in the first iteration that counts only.
 *				A name that the workload records is [A-Za-z_][A-Za-z0-9_-]*,
 *				is no metric of the runner (on mock it may be one, of W -1 where
 *				that is of the whole run), and may have many samples of one I
 *				and W
 *	turn I W START END	worker W ran from START to END, ns since the release, in the
 *				first iteration that counts; sorted by START
 *	failure KIND W TEXT	KIND: exception (traceback is on stderr), import, symbol (the
 *				module lacks `work`), worker (one died or was killed: TEXT says
 *				how), unsupported (this interpreter cannot: TEXT says why), system;
 *				W is -1 where it was no worker's.  Iterations before it have samples
 *	end
 *
 * Exit status of the runner: 0 with `end` and no failure; 1 with a failure
 * line; anything else, or no `end`, is a crash (2: the job or the result file
 * cannot be used, which is said on stderr).  The runner and its worker processes
 * are killed when the thread that started them ends.
 */
#ifndef LECTERN_PROTOCOL_H
#define LECTERN_PROTOCOL_H

#define PROTOCOL_VERSION        1
#define PROTOCOL_MAX_WORKERS    256
#define PROTOCOL_MAX_ITERATIONS 100000
#define PROTOCOL_MAX_TASKS      1000000

#endif
