/*
 * history - the last events of fipd's journal, fetched page by page.
 */
#ifndef FIPD_CONTACT_HISTORY_H
#define FIPD_CONTACT_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "contact/options.h"
#include "protocol/client.h"

/*
 * Print the last number events up to last_sequence, oldest first; how fipctl should
 * end.
 */
int history_print(struct client *client, const struct options *options,
	uint64_t last_sequence, uint64_t number);

#endif
