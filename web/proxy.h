/*
 * proxy - how a script names a proxy: "host:port".
 *
 * The two nodes are configured each by itself, so one proxy gets one text here however
 * it was written there: names in lower case, addresses of IPv6 in the form of RFC 5952
 * and in brackets.  fipd lets only letters, digits, '-', '.' and '_' into a name; any
 * other character becomes '_', so that no name can end the script's string or begin
 * another proxy in it.
 */
#ifndef FIPD_WEB_PROXY_H
#define FIPD_WEB_PROXY_H

#include "schema/config_struct.h"

enum {
	PROXY_SIZE = CONFIG_HOST_MAX + 12, /* ':', ten digits, the end */
};

/* Write a proxy as a script names it. */
void proxy_write(char text[PROXY_SIZE], const struct config_proxy *proxy);

#endif
