#include "subagent/wording.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>

#include "subagent/addresses.h"

static bool put(char *text, size_t size, const char *word)
{
	return word != NULL && (size_t)snprintf(text, size, "%s", word) < size;
}

static const char *choose(uint64_t number, const char *first, const char *second)
{
	return number == 1 ? first : number == 2 ? second : NULL;
}

bool write_switch(char *text, size_t size, const struct value *value)
{
	return put(text, size, choose(value->number, "on", "off"));
}

bool write_role(char *text, size_t size, const struct value *value)
{
	return put(text, size, choose(value->number, "active", "standby"));
}

bool write_failback(char *text, size_t size, const struct value *value)
{
	return put(text, size, choose(value->number, "automatic", "manual"));
}

bool write_action(char *text, size_t size, const struct value *value)
{
	static const char *const words[] = {
		[1] = "",
		[2] = "switchover",
		[3] = "forceSwitchover",
		[4] = "clearFault",
		[5] = "resetCounters",
	};
	size_t count = sizeof(words) / sizeof(words[0]);
	return put(text, size, value->number < count ? words[value->number] : NULL);
}

bool write_number(char *text, size_t size, const struct value *value)
{
	return (size_t)snprintf(text, size, "%" PRIu64, value->number) < size;
}

bool write_span(char *text, size_t size, const struct value *value)
{
	return (size_t)snprintf(text, size, "%" PRIu64 " ms", value->number) < size;
}

bool write_address(char *text, size_t size, const struct value *value)
{
	int family = value->length == sizeof(struct in_addr) ? AF_INET : AF_INET6;
	return inet_ntop(family, value->octets, text, (socklen_t)size) != NULL;
}

bool write_row_status(char *text, size_t size, const struct value *value)
{
	return put(text, size, value->number == ROW_NOT_READY ? NULL : "");
}

bool write_nothing(char *text, size_t size, const struct value *value)
{
	(void)value;
	return put(text, size, "");
}
