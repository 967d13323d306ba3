/*
 * slowhttp.h - the service slow-http: an HTTP server that does nothing but answer late.
 *
 * What I/O-bound workloads wait for.  One thread sleeps in epoll_wait(2) until a request or the
 * time of an answer comes, so that hundreds of connections cost next to no CPU time.  The latency
 * is that from the last byte of a request to its answer; connections wait side by side.
 *
 * Knows of http.h and sockets; nothing of who is served.
 */
#ifndef LECTERN_RUNNER_SLOWHTTP_H
#define LECTERN_RUNNER_SLOWHTTP_H

#include <stdbool.h>
#include <stdint.h>

#define SLOWHTTP_CONNECTIONS 512 /* served at a time; further ones wait to be accepted */

/*
 * Serve on a listening socket that does not block until standard input, a pipe, is closed; answer
 * after `latency` ns where the path asks for no other.  False, with errno, if that is impossible.
 */
bool slowhttp_serve(int listener, uint64_t latency);

#endif
