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
 * Job, any order, each key at most once but for `param`:
 *
 *	protocol 1
 *	language c | python
 *	executor serial | thread | process | gil
 *	module PATH		shared object (C) or module file (Python)
 *	workers N		1 .. PROTOCOL_MAX_WORKERS
 *	param NAME VALUE	a level of a further factor, as the note writes it
 *	duration NS		work for this long; 0: until work returns
 *	warmup N		iterations run first and flagged by the driver
 *	iterations N		iterations that count
 *	batch N			calls of work per worker in one iteration
 *	start-method NAME	Python: fork, spawn, forkserver; C: fork, vfork, exec
 *	release 0|1		C on gil: let go of the GIL while working
 *	window NS		length of the windows of `fairness`
 *	unheld 0|1		1: workers are not held at the barrier; this run samples
 *				`call`, `start` and `life` and nothing else of time
 *	turns N			write at most N turns of the timeline (0: none)
 *	libpython PATH		engine `embedded`: load this library
 *	program PATH		engine `embedded`: the interpreter whose library it is
 *	result PATH		where the runner writes its result
 *
 * Result, in this order; nothing before `end` counts without it:
 *
 *	protocol 1
 *	fact NAME VALUE		python 3.11.2; gil 1 (0: free-threaded); tick 4.1e-08 (cost of
 *				one tick() in s); clock 1e-09 (step of the clock in s)
 *	sample I W METRIC V	iteration I from 0 (warm-ups included), worker W from 0 or -1
 *				for the whole run, metric's name, value in SI units ("%.17g")
 *	turn I W START END	worker W ran from START to END, ns since the release
 *	failure KIND W TEXT	KIND: exception (traceback is on stderr), import, symbol (the
 *				module lacks `work`), worker (one died or was killed: TEXT says
 *				how), unsupported (this interpreter cannot: TEXT says why), system
 *	end
 *
 * Exit status of the runner: 0 with `end` and no failure; 1 with a failure
 * line; anything else, or no `end`, is a crash.
 */
#ifndef LECTERN_PROTOCOL_H
#define LECTERN_PROTOCOL_H

#define PROTOCOL_VERSION 1
#define PROTOCOL_MAX_WORKERS 256
#define PROTOCOL_MAX_ITERATIONS 100000

#endif
