#include "config/address.h"

#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "config/digits.h"

enum {
	PREFIX_MAX = 32,
	PREFIX_DIGITS_MAX = 2,
	PREFIX_WITH_BROADCAST_MAX = 30, /* RFC 3021: /31 has no network address */
};

static bool parse(const char *text, struct ip *address, struct fault *fault)
{
	struct quote quote;
	bool good = ip_read(text, address);

	if (good && address->family == IP_V4) {
		return true;
	}
	if (good) {
		return fault_say(fault,
			"%s is an IPv6 address; an IPv4 address is needed",
			fault_quote(&quote, text));
	}
	return fault_say(fault,
		"'%s' is not an IPv4 address; write four numbers from 0 to 255, "
		"as in 192.168.0.2",
		fault_quote(&quote, text));
}

/* The kind of an address that no host can have, or NULL. */
static const char *name_unusable(uint32_t address)
{
	if (address >> 24 == 0) {
		return "an address of \"this network\" (0.0.0.0/8)";
	}
	if (address == INADDR_BROADCAST) {
		return "the broadcast address";
	}
	if (address >> 28 == 0xe) {
		return "a multicast address (224.0.0.0/4)";
	}
	if (address >> 28 == 0xf) {
		return "a reserved address (240.0.0.0/4)";
	}
	return NULL;
}

bool address_read(const char *text, struct ip *address, struct fault *fault)
{
	struct ip parsed;
	const char *kind;

	if (!parse(text, &parsed, fault)) {
		return false;
	}
	kind = name_unusable(ip_number(parsed));
	if (kind != NULL) {
		return fault_say(
			fault, "%s is %s; the real IP of a host is needed", text, kind);
	}
	*address = parsed;
	return true;
}

/* The kind of an address that cannot be an F-IP with this prefix length, or NULL. */
static const char *name_unshareable(uint32_t address, unsigned int prefix_length)
{
	uint32_t host_bits;

	if (address >> 24 == IN_LOOPBACKNET) {
		return "a loopback address (127.0.0.0/8)";
	}
	if (prefix_length > PREFIX_WITH_BROADCAST_MAX) {
		return NULL;
	}
	host_bits = UINT32_MAX >> prefix_length;
	if ((address & host_bits) == 0) {
		return "the address of the network itself";
	}
	return (address & host_bits) == host_bits ? "the network's broadcast address"
						  : NULL;
}

static bool parse_prefix(const char *text, uint8_t *prefix_length)
{
	uint64_t number;
	size_t length = digits_read(text, PREFIX_DIGITS_MAX, &number);

	*prefix_length = (uint8_t)number;
	return length > 0 && text[length] == '\0' && number >= 1
	       && number <= PREFIX_MAX;
}

/* Read the part before the slash. */
static bool parse_host(
	const char *text, size_t length, struct ip *address, struct fault *fault)
{
	char host[IP_TEXT_SIZE];

	if (length >= sizeof(host)) {
		return parse(text, address, fault);
	}
	memcpy(host, text, length);
	host[length] = '\0';
	return parse(host, address, fault);
}

static bool parse_fip(const char *text, struct config_fip *fip, struct fault *fault)
{
	size_t length = strcspn(text, "/");
	struct quote quote;

	if (!parse_host(text, length, &fip->address, fault)) {
		return false;
	}
	if (text[length] == '/'
		&& parse_prefix(text + length + 1, &fip->prefix_length)) {
		return true;
	}
	return fault_say(fault,
		"'%s' has no %sprefix length; write address/prefix, "
		"prefix 1 to 32, as in 192.168.0.100/24",
		fault_quote(&quote, text), text[length] == '/' ? "good " : "");
}

bool address_read_fip(const char *text, struct config_fip *fip, struct fault *fault)
{
	struct config_fip parsed;
	const char *kind;
	uint32_t number;

	if (!parse_fip(text, &parsed, fault)) {
		return false;
	}
	number = ip_number(parsed.address);
	kind = name_unusable(number);
	if (kind == NULL) {
		kind = name_unshareable(number, parsed.prefix_length);
	}
	if (kind != NULL) {
		return fault_say(fault,
			"%s is %s; an F-IP must be a host address of its network", text,
			kind);
	}
	*fip = parsed;
	return true;
}

const char *address_write_fip(
	const struct config_fip *fip, char text[ADDRESS_TEXT_SIZE])
{
	char host[IP_TEXT_SIZE];

	snprintf(text, ADDRESS_TEXT_SIZE, "%s/%u", ip_write(fip->address, host),
		(unsigned int)fip->prefix_length);
	return text;
}
