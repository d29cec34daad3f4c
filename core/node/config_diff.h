/*
 * config_diff - what has changed between two configurations, in words.
 */
#ifndef FIPD_NODE_CONFIG_DIFF_H
#define FIPD_NODE_CONFIG_DIFF_H

#include <stddef.h>

#include "config/config.h"

/*
 * Write "interval 2 s -> 500 ms, count 5 -> 3" (cut if size is too small); "" if
 * nothing has changed.
 */
void config_diff_write(char *text, size_t size, const struct config *before,
	const struct config *after);

#endif
