/*
 * status_build_pac - the part of the status that fipd-web lives on: the settings of the
 * PAC service and of the status page.
 */
#ifndef FIPD_NODE_STATUS_PAC_H
#define FIPD_NODE_STATUS_PAC_H

#include "config/config.h"
#include "engine/engine.h"
#include "protocol/status.h"

/* Fill in pac and page of a status whose addresses are filled in. */
void status_build_tell_pac(struct status *status, const struct config *config,
	const struct engine *engine, uint64_t served);

#endif
