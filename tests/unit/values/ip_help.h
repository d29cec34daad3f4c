/*
 * ip_help - addresses in tests as a person writes them.
 */
#ifndef FIPD_TESTS_IP_HELP_H
#define FIPD_TESTS_IP_HELP_H

#include "unit/cmocka_all.h"
#include "values/ip.h"

static inline struct ip ip_of(const char *text)
{
	struct ip ip;

	assert_true(ip_read(text, &ip));
	return ip;
}

static inline void assert_ip(struct ip ip, const char *text)
{
	char written[IP_TEXT_SIZE];

	assert_string_equal(ip_write(ip, written), text);
}

#endif
