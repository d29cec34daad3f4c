#include "config/host.h"

#include <stddef.h>
#include <string.h>

#include "config/address.h"
#include "config/web.h"

enum {
	LABEL_MAX_LENGTH = 63
};

static bool is_label(const char *text, size_t length)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	return length > 0 && length <= LABEL_MAX_LENGTH && text[0] != '-'
	       && text[length - 1] != '-' && strspn(text, allowed) >= length;
}

static bool is_name(const char *text)
{
	for (;;) {
		size_t length = strcspn(text, ".");

		if (!is_label(text, length)) {
			return false;
		}
		if (text[length] == '\0') {
			return true;
		}
		text += length + 1;
	}
}

/* 300.1.1.1 is a mistyped address and not a name. */
static bool looks_like_address(const char *text)
{
	const char *dot = strrchr(text, '.');
	const char *last = dot == NULL ? text : dot + 1;

	return strchr(text, ':') != NULL || last[strspn(last, "0123456789")] == '\0';
}

bool host_is_good(const char *text)
{
	struct fault fault;
	struct ip address;

	if (looks_like_address(text)) {
		return address_read(text, &address, &fault);
	}
	return strlen(text) <= CONFIG_HOST_MAX && is_name(text);
}
