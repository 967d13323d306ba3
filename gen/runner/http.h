/*
 * http.h - requests and answers of HTTP/1.1 (RFC 9112), as far as slow-http speaks it.
 *
 * GET and HEAD, without bodies: `/` is answered after the server's own latency, `/50ms` (or
 * `/0.5s`, `/200us`) after that of the path, anything else with 404 at once.  What is no request
 * gets 400, other methods 405, a head that is too long 431; after these the connection is closed,
 * for nobody knows where the next request begins.
 *
 * Texts in, texts out: knows nothing of sockets or time.
 */
#ifndef LECTERN_RUNNER_HTTP_H
#define LECTERN_RUNNER_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEAD    8192          /* B: longest head of a request */
#define HTTP_ANSWER  512           /* B: no answer is longer */
#define HTTP_LATENCY 60000000000ll /* ns: the longest */

enum HttpStatus {
	HTTP_OK = 200,
	HTTP_MALFORMED = 400,
	HTTP_NOT_FOUND = 404,
	HTTP_METHOD = 405,
	HTTP_TOO_LONG = 431,
};

typedef struct HttpRequest {
	enum HttpStatus status;
	bool head;        /* only the head of the answer is wanted */
	bool keep;        /* the connection stays open afterwards */
	uint64_t latency; /* ns until the answer; 0 unless all is well */
} HttpRequest;

/* Read "50ms", "0.5s" or "200us", up to HTTP_LATENCY, in ns; false if it is none. */
bool http_latency(const char *text, uint64_t *latency);

/* Give the length of the head with which a text begins, empty line included; 0: not whole yet. */
size_t http_length(const char *text, size_t length);

/* Read the head of a request; `latency` (ns) is that of the path `/`. */
HttpRequest http_read(const char *head, size_t length, uint64_t latency);

/* Write the answer to a request into HTTP_ANSWER bytes; give its length. */
size_t http_answer(const HttpRequest *request, char *answer);

#endif
