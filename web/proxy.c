#include "web/proxy.h"

#include <stdio.h>
#include <string.h>

#include "web/network.h"

/* Without the locale: the bytes of a script must not depend on it. */
static char canonical(char character)
{
	bool allowed;

	if (character >= 'A' && character <= 'Z') {
		return (char)(character - 'A' + 'a');
	}
	allowed = (character >= 'a' && character <= 'z')
		  || (character >= '0' && character <= '9') || character == '-'
		  || character == '.';
	return allowed ? character : '_';
}

static void write_name(char text[PROXY_SIZE], const struct config_proxy *proxy)
{
	char name[CONFIG_HOST_MAX + 1];
	size_t length = strnlen(proxy->host, CONFIG_HOST_MAX);

	for (size_t i = 0; i < length; i++) {
		name[i] = canonical(proxy->host[i]);
	}
	name[length] = '\0';
	snprintf(text, PROXY_SIZE, "%s:%u", name, proxy->port);
}

void proxy_write(char text[PROXY_SIZE], const struct config_proxy *proxy)
{
	struct network_address address;
	char host[NETWORK_ADDRESS_SIZE];
	bool bracketed;

	if (!network_read_address(&address, proxy->host)) {
		write_name(text, proxy);
		return;
	}
	network_write_address(host, &address);
	bracketed = address.length_bytes == NETWORK_IPV6_BYTES;
	snprintf(text, PROXY_SIZE, bracketed ? "[%s]:%u" : "%s:%u", host, proxy->port);
}
