#include "values/ip.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ip ip_make(uint8_t family, const void *bytes)
{
	struct ip ip = { .family = family };

	memcpy(ip.bytes, bytes, ip_length_bytes(family));
	return ip;
}

bool ip_read(const char *text, struct ip *ip)
{
	uint8_t bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1) {
		*ip = ip_make(IP_V4, bytes);
		return true;
	}
	if (inet_pton(AF_INET6, text, bytes) == 1) {
		*ip = ip_make(IP_V6, bytes);
		return true;
	}
	return false;
}

const char *ip_write(struct ip ip, char text[IP_TEXT_SIZE])
{
	int family = ip.family == IP_V6 ? AF_INET6 : AF_INET;

	return inet_ntop(family, ip.bytes, text, IP_TEXT_SIZE);
}

const char *ip_write_prefix(
	struct ip ip, uint8_t prefix_length, char text[IP_PREFIX_TEXT_SIZE])
{
	char host[IP_TEXT_SIZE];

	snprintf(text, IP_PREFIX_TEXT_SIZE, "%s/%u", ip_write(ip, host),
		(unsigned int)prefix_length);
	return text;
}

bool ip_read_prefix(const char *text, struct ip *ip, uint8_t *prefix_length)
{
	char host[IP_TEXT_SIZE];
	size_t length = strcspn(text, "/");
	struct ip found;
	unsigned long number;
	char *end;

	if (length >= sizeof(host) || text[length] != '/' || text[length + 1] < '0'
		|| text[length + 1] > '9') {
		return false;
	}
	memcpy(host, text, length);
	host[length] = '\0';
	number = strtoul(text + length + 1, &end, 10);
	if (*end != '\0' || !ip_read(host, &found)
		|| number > ip_length_bytes(found.family) * 8) {
		return false;
	}
	*ip = found;
	*prefix_length = (uint8_t)number;
	return true;
}

bool ip_is_set(struct ip ip)
{
	return ip.family != IP_NONE;
}

bool ip_equal(struct ip a, struct ip b)
{
	return ip_compare(a, b) == 0;
}

int ip_compare(struct ip a, struct ip b)
{
	if (a.family != b.family) {
		return a.family < b.family ? -1 : 1;
	}
	return memcmp(a.bytes, b.bytes, sizeof(a.bytes));
}

size_t ip_length_bytes(uint8_t family)
{
	if (family == IP_V4) {
		return 4;
	}
	return family == IP_V6 ? 16 : 0;
}

bool ip_is_link_local(struct ip ip)
{
	return ip.family == IP_V6 && ip.bytes[0] == 0xfe
	       && (ip.bytes[1] & 0xc0) == 0x80;
}

uint32_t ip_number(struct ip ip)
{
	return (uint32_t)ip.bytes[0] << 24 | (uint32_t)ip.bytes[1] << 16
	       | (uint32_t)ip.bytes[2] << 8 | ip.bytes[3];
}

bool ip_shares_prefix(struct ip a, struct ip b, unsigned prefix_length)
{
	unsigned whole = prefix_length / 8;
	uint8_t mask = (uint8_t)(0xff00 >> prefix_length % 8);

	if (a.family != b.family || prefix_length > 8 * ip_length_bytes(a.family)
		|| memcmp(a.bytes, b.bytes, whole) != 0) {
		return false;
	}
	return mask == 0 || ((a.bytes[whole] ^ b.bytes[whole]) & mask) == 0;
}
