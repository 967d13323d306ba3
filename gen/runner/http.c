#include "http.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool
http_latency(const char *text, uint64_t *latency)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
	double value = 0, scale = 1;
	const char *c = text;
	bool fraction = false;

	for (; isdigit((unsigned char)*c) || (*c == '.' && !fraction && c > text); c++) {
		fraction = fraction || *c == '.';
		if (*c == '.')
			continue;
		value = 10 * value + (*c - '0');
		scale *= fraction ? 10 : 1;
	}
	/* So few digits are exact in a double. */
	if (c == text || c - text > 15)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(c, units[i].name) == 0 && value / scale * units[i].ns <= HTTP_LATENCY) {
			*latency = (uint64_t)(value / scale * units[i].ns + 0.5);
			return true;
		}
	return false;
}

size_t
http_length(const char *text, size_t length)
{
	const char *end = text + length;
	const char *line = length ? memchr(text, '\n', length) : NULL;

	while (line) {
		const char *next = line + 1;

		if (next < end && *next == '\r')
			next++;
		if (next < end && *next == '\n')
			return (size_t)(next + 1 - text);
		line = memchr(line + 1, '\n', (size_t)(end - line - 1));
	}
	return 0;
}

/* Cut the first line off a text, without its end; NULL when there is none. */
static char *
take_line(char **text)
{
	char *line = strsep(text, "\n");
	size_t length = line ? strlen(line) : 0;

	if (length > 0 && line[length - 1] == '\r')
		line[length - 1] = '\0';
	return line;
}

/* Read what stands between the method and the version. */
static void
read_target(char *target, HttpRequest *request, uint64_t latency)
{
	char *path = target;

	if (strncasecmp(target, "http://", 7) == 0)
		path = strchrnul(target + 7, '/');
	path[strcspn(path, "?#")] = '\0';
	request->status = HTTP_OK;
	request->latency = latency;
	if (strcmp(path, "/") == 0 || (path != target && !*path))
		return;
	if (*path != '/')
		request->status = HTTP_MALFORMED;
	else if (!http_latency(path + 1, &request->latency))
		request->status = HTTP_NOT_FOUND;
}

/* Read "METHOD TARGET HTTP/1.N"; what is wrong is the request's status. */
static void
read_first(char *line, HttpRequest *request, uint64_t latency)
{
	char *method = strsep(&line, " "), *target = strsep(&line, " ");

	if (!line || !*method || !*target || strncmp(line, "HTTP/1.", 7) != 0 ||
	    !isdigit((unsigned char)line[7]) || line[8])
		return;
	request->keep = line[7] != '0';
	request->head = strcmp(method, "HEAD") == 0;
	if (request->head || strcmp(method, "GET") == 0)
		read_target(target, request, latency);
	else
		request->status = HTTP_METHOD;
}

/* Read "NAME: VALUE"; false if it is none, or tells of a body. */
static bool
read_field(char *line, HttpRequest *request)
{
	char *colon = strchr(line, ':'), *value;

	if (!colon || colon == line || strcspn(line, " \t") < (size_t)(colon - line))
		return false;
	*colon = '\0';
	value = colon + 1 + strspn(colon + 1, " \t");
	if (strcasecmp(line, "Transfer-Encoding") == 0)
		return false;
	if (strcasecmp(line, "Content-Length") == 0)
		return strspn(value, "0") > 0 && !value[strspn(value, "0 \t")];
	if (strcasecmp(line, "Connection") == 0) {
		if (strcasestr(value, "close"))
			request->keep = false;
		else if (strcasestr(value, "keep-alive"))
			request->keep = true;
	}
	return true;
}

HttpRequest
http_read(const char *head, size_t length, uint64_t latency)
{
	HttpRequest request = {.status = HTTP_MALFORMED};
	char text[HTTP_HEAD + 1], *rest = text, *line;

	if (length > HTTP_HEAD || memchr(head, '\0', length))
		return (HttpRequest){.status = length > HTTP_HEAD ? HTTP_TOO_LONG : HTTP_MALFORMED};
	memcpy(text, head, length);
	text[length] = '\0';
	read_first(take_line(&rest), &request, latency);
	while ((line = take_line(&rest)) && *line)
		if (request.status != HTTP_METHOD && !read_field(line, &request))
			request.status = HTTP_MALFORMED;
	if (request.status != HTTP_OK)
		request.latency = 0;
	if (request.status != HTTP_OK && request.status != HTTP_NOT_FOUND)
		request.keep = false;
	return request;
}

size_t
http_answer(const HttpRequest *request, char *answer)
{
	const char *words = "OK", *more = "";
	char body[128];
	int length;

	snprintf(body, sizeof body, "answered after %.6g s\n", (double)request->latency / 1e9);
	switch (request->status) {
	case HTTP_OK:
		break;
	case HTTP_MALFORMED:
		words = "Bad Request";
		snprintf(body, sizeof body, "this is no request without a body\n");
		break;
	case HTTP_NOT_FOUND:
		words = "Not Found";
		snprintf(body, sizeof body, "there is / and, for a latency of its own, /50ms\n");
		break;
	case HTTP_METHOD:
		words = "Method Not Allowed";
		more = "Allow: GET, HEAD\r\n";
		snprintf(body, sizeof body, "there is GET and HEAD\n");
		break;
	case HTTP_TOO_LONG:
		words = "Request Header Fields Too Large";
		snprintf(body, sizeof body, "a request has at most %d bytes\n", HTTP_HEAD);
		break;
	}
	length = snprintf(answer, HTTP_ANSWER,
	                  "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n"
	                  "%sConnection: %s\r\n\r\n%s",
	                  (int)request->status, words, strlen(body), more,
	                  request->keep ? "keep-alive" : "close", request->head ? "" : body);
	return (size_t)length;
}
