#include "config/address.h"

#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "values/span.h"

enum {
	PREFIX_DIGITS_MAX = 3,
	PREFIX_MAX_IPV4 = 32,
	PREFIX_MAX_IPV6 = 128,
	LABEL_MAX_LENGTH = 63,
	/* RFC 3021 and 6164: between two hosts no address is the network's. */
	SPARED_BITS = 1,
};

static bool parse(const char *text, struct ip *address, struct fault *fault)
{
	struct quote quote;

	if (ip_read(text, address)) {
		return true;
	}
	if (strchr(text, '%') != NULL) {
		return fault_write(fault,
			"'%s' names an interface; write the address alone, the "
			"interface is a setting of its own",
			fault_quote(&quote, text));
	}
	return fault_write(fault,
		"'%s' is not an address; write four numbers from 0 to 255, as in "
		"192.168.0.2, or IPv6, as in 2001:db8::2",
		fault_quote(&quote, text));
}

/* The kind of an address of IPv4 that no host can have, or NULL. */
static const char *name_unusable_ipv4(uint32_t address)
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

/* The same of IPv6. */
static const char *name_unusable_ipv6(const uint8_t bytes[16])
{
	static const uint8_t unspecified[16] = { 0 };
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (memcmp(bytes, unspecified, sizeof(unspecified)) == 0) {
		return "the unspecified address (::)";
	}
	if (memcmp(bytes, mapped, sizeof(mapped)) == 0) {
		return "an IPv4 address written as one of IPv6 (::ffff:0:0/96)";
	}
	return bytes[0] == 0xff ? "a multicast address (ff00::/8)" : NULL;
}

static const char *name_unusable(struct ip ip)
{
	return ip.family == IP_V6 ? name_unusable_ipv6(ip.bytes)
				  : name_unusable_ipv4(ip_number(ip));
}

bool address_read(const char *text, struct ip *address, struct fault *fault)
{
	struct ip parsed;
	const char *kind;

	if (!parse(text, &parsed, fault)) {
		return false;
	}
	kind = name_unusable(parsed);
	if (kind != NULL) {
		return fault_write(
			fault, "%s is %s; the real IP of a host is needed", text, kind);
	}
	*address = parsed;
	return true;
}

static bool is_loopback(struct ip ip)
{
	static const uint8_t ipv6[16] = { [15] = 1 };

	return ip.family == IP_V6 ? memcmp(ip.bytes, ipv6, sizeof(ipv6)) == 0
				  : ip.bytes[0] == IN_LOOPBACKNET;
}

/* Return whether all bits behind the prefix are the same, 0 or 1. */
static bool has_host_bits(const struct config_fip *fip, uint8_t bit)
{
	size_t bits = ip_length_bytes(fip->address.family) * 8;

	for (size_t i = fip->prefix_length; i < bits; i++) {
		if ((fip->address.bytes[i / 8] >> (7 - i % 8) & 1) != bit) {
			return false;
		}
	}
	return true;
}

/* The kind of an address that cannot be an F-IP with this prefix length, or NULL. */
static const char *name_unshareable(const struct config_fip *fip)
{
	size_t bits = ip_length_bytes(fip->address.family) * 8;

	if (is_loopback(fip->address)) {
		return fip->address.family == IP_V6
			       ? "the loopback address (::1)"
			       : "a loopback address (127.0.0.0/8)";
	}
	if ((size_t)fip->prefix_length + SPARED_BITS >= bits) {
		return NULL;
	}
	if (has_host_bits(fip, 0)) {
		return fip->address.family == IP_V6
			       ? "the anycast address of the network's routers"
			       : "the address of the network itself";
	}
	return fip->address.family == IP_V4 && has_host_bits(fip, 1)
		       ? "the network's broadcast address"
		       : NULL;
}

static bool parse_prefix(const char *text, struct config_fip *fip)
{
	uint64_t number;
	size_t length = span_digits(text, PREFIX_DIGITS_MAX, &number);
	unsigned int most =
		fip->address.family == IP_V6 ? PREFIX_MAX_IPV6 : PREFIX_MAX_IPV4;

	fip->prefix_length = (uint8_t)number;
	return length > 0 && text[0] != '0' && text[length] == '\0' && number <= most;
}

/* The ones of a netmask come first, and it has at least one. */
static bool parse_netmask(const char *text, struct config_fip *fip)
{
	struct ip netmask;
	uint32_t zeros;

	if (fip->address.family != IP_V4 || !ip_read(text, &netmask)
		|| netmask.family != IP_V4) {
		return false;
	}
	zeros = ~ip_number(netmask);
	fip->prefix_length = (uint8_t)(PREFIX_MAX_IPV4 - __builtin_popcount(zeros));
	return fip->prefix_length > 0 && (zeros & (zeros + 1)) == 0;
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
		&& (parse_prefix(text + length + 1, fip)
			|| parse_netmask(text + length + 1, fip))) {
		return true;
	}
	return fault_write(fault,
		"'%s' has no %sprefix length; write address/prefix, "
		"prefix 1 to %s",
		fault_quote(&quote, text), text[length] == '/' ? "good " : "",
		fip->address.family == IP_V6
			? "128, as in 2001:db8::100/64"
			: "32, or address/netmask, as in 192.168.0.100/24 or "
			  "192.168.0.100/255.255.255.0");
}

bool address_read_fip(const char *text, struct config_fip *fip, struct fault *fault)
{
	struct config_fip parsed;
	const char *kind;

	if (!parse_fip(text, &parsed, fault)) {
		return false;
	}
	kind = name_unusable(parsed.address);
	if (kind == NULL) {
		kind = name_unshareable(&parsed);
	}
	if (kind != NULL) {
		return fault_write(fault,
			"%s is %s; an F-IP must be a host address of its network", text,
			kind);
	}
	*fip = parsed;
	return true;
}

static struct ip clear_host_bits(const struct config_fip *fip)
{
	struct ip address = fip->address;

	for (size_t i = fip->prefix_length; i < ip_length_bytes(address.family) * 8;
		i++) {
		address.bytes[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
	}
	return address;
}

bool address_read_network(
	const char *text, struct config_fip *network, struct fault *fault)
{
	struct config_fip parsed;
	char first[IP_TEXT_SIZE];

	if (!parse_fip(text, &parsed, fault)) {
		return false;
	}
	if (!has_host_bits(&parsed, 0)) {
		return fault_write(fault,
			"%s is an address within a network; the network is %s/%u", text,
			ip_write(clear_host_bits(&parsed), first),
			(unsigned int)parsed.prefix_length);
	}
	*network = parsed;
	return true;
}

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

bool address_is_host(const char *text)
{
	struct fault fault;
	struct ip address;

	if (looks_like_address(text)) {
		return address_read(text, &address, &fault);
	}
	return strlen(text) <= CONFIG_HOST_MAX && is_name(text);
}
