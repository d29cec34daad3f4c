/*
 * command - what clients of the control socket ask the daemon to do: change settings,
 * act, read the configuration again.
 */
#ifndef FIPD_DAEMON_COMMAND_H
#define FIPD_DAEMON_COMMAND_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/daemon.h"
#include "server/service.h"

/* Fill in what the server asks of the daemon, and begin without a transaction. */
void command_init(struct daemon *daemon, struct service *service);

#endif
