/*
 * wpad - the proxy auto-configuration script that one client gets, and whether it gets
 * one: all that the server of it knows of networks and proxies.
 */
#ifndef FIPD_HTTP_WPAD_H
#define FIPD_HTTP_WPAD_H

#include <stdbool.h>

#include "protocol/status.h"
#include "web/script.h"
#include "web/tag.h"

struct wpad {
	char tag[TAG_SIZE];
	struct script script;
};

/* Return whether the client at an address may have the script. */
bool wpad_allows(const struct config_pac *pac, const char *client);

/* Write the script for the client at an address, and its tag. */
void wpad_write(struct wpad *wpad, const struct status *status, const char *client);

#endif
