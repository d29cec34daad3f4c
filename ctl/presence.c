#include "ctl/presence.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

/* The text of an IPv4 or IPv6 address, "" for any other. */
static void write_address(char text[INET6_ADDRSTRLEN], const struct sockaddr *address)
{
	text[0] = '\0';
	if (address != NULL && address->sa_family == AF_INET) {
		struct sockaddr_in four;
		memcpy(&four, address, sizeof(four));
		inet_ntop(AF_INET, &four.sin_addr, text, INET6_ADDRSTRLEN);
	}
	if (address != NULL && address->sa_family == AF_INET6) {
		struct sockaddr_in6 six;
		memcpy(&six, address, sizeof(six));
		inet_ntop(AF_INET6, &six.sin6_addr, text, INET6_ADDRSTRLEN);
	}
}

static bool has_address(const struct ifaddrs *list, const char *wanted)
{
	for (const struct ifaddrs *entry = list; entry != NULL;
		entry = entry->ifa_next) {
		char text[INET6_ADDRSTRLEN];
		write_address(text, entry->ifa_addr);
		if (text[0] != '\0' && strcmp(text, wanted) == 0) {
			return true;
		}
	}
	return false;
}

void presence_read(enum presence list[STATUS_FIPS_MAX], const struct status *status)
{
	struct ifaddrs *found = NULL;
	bool here = getifaddrs(&found) == 0 && has_address(found, status->own_address);
	for (uint32_t i = 0; i < status->fip_count; i++) {
		bool there = here && has_address(found, status->fips[i].address);
		list[i] = !here ? PRESENCE_UNKNOWN : there ? PRESENCE_YES : PRESENCE_NO;
	}
	freeifaddrs(found);
}
