#include "web/network.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum {
	MAPPED_BYTES = NETWORK_IPV6_BYTES - NETWORK_IPV4_BYTES,
	PREFIX_DIGITS_MAX = 3,
};

/* Make an IPv4 address of one that is written as one of IPv6 (RFC 4291, 2.5.5.2). */
static void unmap(struct network_address *address)
{
	static const uint8_t MAPPED[MAPPED_BYTES] = { [10] = 0xff, [11] = 0xff };

	if (memcmp(address->bytes, MAPPED, MAPPED_BYTES) == 0) {
		address->length_bytes = NETWORK_IPV4_BYTES;
		memmove(address->bytes, address->bytes + MAPPED_BYTES,
			NETWORK_IPV4_BYTES);
		memset(address->bytes + NETWORK_IPV4_BYTES, 0, MAPPED_BYTES);
	}
}

static bool parse_address(struct network_address *address, const char *text)
{
	struct network_address found = { .length_bytes = NETWORK_IPV4_BYTES };

	if (inet_pton(AF_INET, text, found.bytes) != 1) {
		if (inet_pton(AF_INET6, text, found.bytes) != 1) {
			return false;
		}
		found.length_bytes = NETWORK_IPV6_BYTES;
		unmap(&found);
	}
	*address = found;
	return true;
}

/* Read the text before any of the ends. */
static bool parse_part(
	struct network_address *address, const char *text, const char *ends)
{
	char part[NETWORK_ADDRESS_SIZE];
	size_t length = strcspn(text, ends);

	if (length >= sizeof(part)) {
		return false;
	}
	memcpy(part, text, length);
	part[length] = '\0';
	return parse_address(address, part);
}

bool network_read_address(struct network_address *address, const char *text)
{
	return parse_part(address, text, "%");
}

void network_write_address(
	char text[NETWORK_ADDRESS_SIZE], const struct network_address *address)
{
	int family = address->length_bytes == NETWORK_IPV4_BYTES ? AF_INET : AF_INET6;

	inet_ntop(family, address->bytes, text, NETWORK_ADDRESS_SIZE);
}

static bool parse_prefix(uint32_t *prefix_bits, const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > PREFIX_DIGITS_MAX || text[digits] != '\0') {
		return false;
	}
	*prefix_bits = 0;
	for (size_t i = 0; i < digits; i++) {
		*prefix_bits = *prefix_bits * 10 + (uint32_t)(text[i] - '0');
	}
	return true;
}

static void clear_behind_prefix(struct network *network)
{
	for (uint32_t i = 0; i < network->address.length_bytes; i++) {
		uint32_t begin = i * 8;

		if (network->prefix_bits <= begin) {
			network->address.bytes[i] = 0;
		} else if (network->prefix_bits < begin + 8) {
			uint32_t cleared = begin + 8 - network->prefix_bits;

			network->address.bytes[i] &= (uint8_t)(0xff << cleared);
		}
	}
}

bool network_read(struct network *network, const char *text)
{
	const char *slash = strchr(text, '/');
	struct network found;
	bool mapped;

	if (slash == NULL || !parse_part(&found.address, text, "/")
		|| !parse_prefix(&found.prefix_bits, slash + 1)) {
		return false;
	}
	mapped = found.address.length_bytes == NETWORK_IPV4_BYTES
		 && memchr(text, ':', (size_t)(slash - text)) != NULL;
	/* Fewer bits than are fixed wrap around to more than there can be. */
	found.prefix_bits -= mapped ? MAPPED_BYTES * 8 : 0;
	if (found.prefix_bits > found.address.length_bytes * 8) {
		return false;
	}
	clear_behind_prefix(&found);
	*network = found;
	return true;
}

static bool make(struct network *network, const struct config_fip *configured)
{
	char text[IP_PREFIX_TEXT_SIZE];

	ip_write_prefix(configured->address, configured->prefix_length, text);
	return network_read(network, text);
}

bool network_write(char text[NETWORK_SIZE], const struct config_fip *configured)
{
	char address[NETWORK_ADDRESS_SIZE];
	struct network network;

	if (!make(&network, configured)) {
		return false;
	}
	network_write_address(address, &network.address);
	snprintf(text, NETWORK_SIZE, "%s/%u", address, network.prefix_bits);
	return true;
}

bool network_contains(
	const struct network *network, const struct network_address *address)
{
	struct network narrowed;

	if (network->address.length_bytes != address->length_bytes) {
		return false;
	}
	narrowed = (struct network){ *address, network->prefix_bits };
	clear_behind_prefix(&narrowed);
	return memcmp(narrowed.address.bytes, network->address.bytes,
		       address->length_bytes)
	       == 0;
}

bool network_admits(const struct config_networks *networks, const char *client)
{
	struct network_address address;

	if (networks->count == 0) {
		return true;
	}
	if (!network_read_address(&address, client)) {
		return false;
	}
	for (size_t i = 0; i < networks->count && i < CONFIG_NETWORKS_MAX; i++) {
		struct network network;

		if (make(&network, &networks->list[i])
			&& network_contains(&network, &address)) {
			return true;
		}
	}
	return false;
}

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

static void write_proxy_name(char text[PROXY_SIZE], const struct config_proxy *proxy)
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
		write_proxy_name(text, proxy);
		return;
	}
	network_write_address(host, &address);
	bracketed = address.length_bytes == NETWORK_IPV6_BYTES;
	snprintf(text, PROXY_SIZE, bracketed ? "[%s]:%u" : "%s:%u", host, proxy->port);
}
