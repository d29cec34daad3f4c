#include "probe/probe.h"

#include <curl/curl.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "schema/task_struct.h"

enum {
	PORT_BYTES = 8,
	ENDPOINT_BYTES = 80,
};

/* One line, at once: this process may be ended at any moment. */
__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vdprintf(STDOUT_FILENO, format, arguments);
	va_end(arguments);
}

static void write_endpoint(
	char text[ENDPOINT_BYTES], const struct addrinfo *address, uint32_t port)
{
	char host[64] = "?";

	getnameinfo(address->ai_addr, address->ai_addrlen, host, sizeof(host), NULL, 0,
		NI_NUMERICHOST);
	snprintf(text, ENDPOINT_BYTES,
		address->ai_family == AF_INET6 ? "[%s]:%u" : "%s:%u", host,
		(unsigned)port);
}

static bool try_address(const struct addrinfo *address, uint32_t port)
{
	char endpoint[ENDPOINT_BYTES];
	int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, 0);
	bool connected;

	write_endpoint(endpoint, address, port);
	say("connecting to %s\n", endpoint);
	connected = fd >= 0 && connect(fd, address->ai_addr, address->ai_addrlen) == 0;
	if (connected) {
		say("%s accepts connections\n", endpoint);
	} else {
		say("%s: %s\n", endpoint, strerror(errno));
	}
	if (fd >= 0) {
		close(fd);
	}
	return connected;
}

int probe_tcp(const void *check)
{
	const struct task_endpoint *target = &((const struct check *)check)->tcp;
	const struct addrinfo wanted = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char port[PORT_BYTES];
	int error;
	bool connected = false;

	snprintf(port, sizeof(port), "%u", (unsigned)target->port);
	say("looking up %s\n", target->host);
	error = getaddrinfo(target->host, port, &wanted, &found);
	if (error != 0) {
		say("%s has no address: %s\n", target->host,
			error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error));
		return PROBE_BAD;
	}
	for (const struct addrinfo *address = found; address != NULL && !connected;
		address = address->ai_next) {
		connected = try_address(address, target->port);
	}
	freeaddrinfo(found);
	return connected ? PROBE_GOOD : PROBE_BAD;
}

/* Less than what has come ends the transfer. */
static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	size_t *read = context;

	(void)bytes;
	*read += size * count;
	return *read > PROBE_BODY_MAX ? 0 : size * count;
}

/* Neither a proxy of the environment nor a redirect takes it anywhere else. */
static bool set_options(
	CURL *curl, const struct check *check, size_t *read, char *fault)
{
	return curl_easy_setopt(curl, CURLOPT_URL, check->url) == CURLE_OK
	       && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https")
			  == CURLE_OK
	       && curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK
	       && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK
	       && curl_easy_setopt(curl, CURLOPT_USERAGENT, "fipd-exec") == CURLE_OK
	       && curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK
	       && curl_easy_setopt(curl, CURLOPT_WRITEDATA, read) == CURLE_OK
	       && curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, fault) == CURLE_OK;
}

/* The code is what is asked for: it is known before the body, however that ends. */
static int judge(const struct check *check, long code, bool cut)
{
	bool good = code >= (long)check->codes.low && code <= (long)check->codes.high;

	if (good) {
		say("HTTP %ld%s\n", code, cut ? ", the body cut after 64 KiB" : "");
		return PROBE_GOOD;
	}
	say("HTTP %ld, and good is %u-%u\n", code, (unsigned)check->codes.low,
		(unsigned)check->codes.high);
	return PROBE_BAD;
}

static int ask(CURL *curl, const struct check *check)
{
	char fault[CURL_ERROR_SIZE] = "";
	size_t read = 0;
	long code = 0;
	CURLcode error;

	if (!set_options(curl, check, &read, fault)) {
		say("libcurl does not take the URL\n");
		return PROBE_UNABLE;
	}
	say("waiting for the answer to %s\n", check->url);
	error = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	if (code != 0 && (error == CURLE_OK || read > PROBE_BODY_MAX)) {
		return judge(check, code, read > PROBE_BODY_MAX);
	}
	say("%s\n", fault[0] != '\0' ? fault : curl_easy_strerror(error));
	return PROBE_BAD;
}

int probe_http(const void *check)
{
	CURL *curl = NULL;
	int result = PROBE_UNABLE;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
		curl = curl_easy_init();
	}
	if (curl == NULL) {
		say("libcurl cannot be used\n");
		return result;
	}
	result = ask(curl, check);
	curl_easy_cleanup(curl);
	return result;
}
