/*
 * config_engine - what of a configuration the engine needs to know.
 */
#ifndef FIPD_CONFIG_CONFIG_ENGINE_H
#define FIPD_CONFIG_CONFIG_ENGINE_H

#include "model/settings.h"
#include "schema/config_struct.h"

/*
 * Derive the engine's settings; own is the node's real IP, version that of fipd.  The
 * pair's number comes from the two real IPs, the digest from the list of F-IPs.
 */
void config_engine_settings(const struct config *config, struct ip own,
	const char *version, struct settings *settings);

#endif
