/*
 * answers - the things that setup cannot know: which node this is, who the peer is, and
 * which F-IPs they share.
 *
 * They are settings of fipd.yaml, so what may be said, and the words that refuse what
 * may not, are those of fipd.yaml.
 */
#ifndef FIPD_SETUP_ANSWERS_H
#define FIPD_SETUP_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/config_struct.h"
#include "setup/host.h"
#include "values/fault.h"

enum {
	ANSWERS_YAML_BYTES = 64 * 1024
};

/*
 * Take one setting from its text: role, peer, fips or interface.  False with the fault,
 * and config is left alone.
 */
bool answers_take(
	struct config *config, const char *name, const char *text, struct fault *fault);

/* Write the value of one of them as it can be answered, "" if it is not known. */
void answers_write(
	const struct config *config, const char *name, char *text, size_t size);

/* Judge all of them together with what was found; false with the fault. */
bool answers_fit(
	const struct config *config, const struct host *host, struct fault *fault);

/* Write fipd.yaml. */
void answers_write_yaml(const struct config *config, char text[ANSWERS_YAML_BYTES]);

#endif
