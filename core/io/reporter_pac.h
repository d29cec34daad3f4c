/*
 * reporter_pac - the part of the status that fipd-web lives on: the settings of the PAC
 * service and of the status page.
 */
#ifndef FIPD_IO_REPORTER_PAC_H
#define FIPD_IO_REPORTER_PAC_H

#include "config/config.h"
#include "control/status.h"
#include "logic/engine.h"

/* Fill in pac and page of a status whose addresses are filled in. */
void reporter_tell_pac(struct status *status, const struct config *config,
	const struct engine *engine, uint64_t served);

#endif
