#include "protocol/presence.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Sorted: a thousand F-IPs are looked up in as many addresses. */
struct addresses {
	size_t count;
	char (*list)[INET6_ADDRSTRLEN];
};

/* Write the text of an IPv4 or IPv6 address; false for any other. */
static bool write_address(char text[INET6_ADDRSTRLEN], const struct sockaddr *address)
{
	if (address != NULL && address->sa_family == AF_INET) {
		struct sockaddr_in four;

		memcpy(&four, address, sizeof(four));
		return inet_ntop(AF_INET, &four.sin_addr, text, INET6_ADDRSTRLEN)
		       != NULL;
	}
	if (address != NULL && address->sa_family == AF_INET6) {
		struct sockaddr_in6 six;

		memcpy(&six, address, sizeof(six));
		return inet_ntop(AF_INET6, &six.sin6_addr, text, INET6_ADDRSTRLEN)
		       != NULL;
	}
	return false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static size_t count_entries(const struct ifaddrs *entry)
{
	size_t count = 0;

	for (; entry != NULL; entry = entry->ifa_next) {
		count++;
	}
	return count;
}

/*
 * Nothing is known without memory, as without an answer of the kernel.  Without the
 * loopback addresses a resident F-IP counts only where the network sees it.
 */
static void take_list(
	struct addresses *addresses, const struct ifaddrs *found, bool with_loopback)
{
	addresses->list = calloc(count_entries(found), sizeof(addresses->list[0]));
	if (addresses->list == NULL) {
		return;
	}
	for (const struct ifaddrs *entry = found; entry != NULL;
		entry = entry->ifa_next) {
		char *text = addresses->list[addresses->count];
		bool counts = with_loopback || (entry->ifa_flags & IFF_LOOPBACK) == 0;

		if (counts && write_address(text, entry->ifa_addr)) {
			addresses->count++;
		}
	}
	qsort(addresses->list, addresses->count, sizeof(addresses->list[0]), compare);
}

static struct addresses ask_kernel(bool with_loopback)
{
	struct addresses addresses = { 0 };
	struct ifaddrs *found = NULL;

	if (getifaddrs(&found) == 0) {
		take_list(&addresses, found, with_loopback);
		freeifaddrs(found);
	}
	return addresses;
}

static bool has_address(const struct addresses *addresses, const char *wanted)
{
	return addresses->count > 0
	       && bsearch(wanted, addresses->list, addresses->count,
			  sizeof(addresses->list[0]), compare)
			  != NULL;
}

void presence_read(enum presence list[STATUS_FIPS_MAX], const struct status *status)
{
	struct addresses addresses = ask_kernel(!status->config.resident);
	bool here = has_address(&addresses, status->own_address);

	for (uint32_t i = 0; i < status->fip_count; i++) {
		bool there = here && has_address(&addresses, status->fips[i].address);

		list[i] = !here ? PRESENCE_UNKNOWN : there ? PRESENCE_YES : PRESENCE_NO;
	}
	free(addresses.list);
}
