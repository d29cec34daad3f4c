/*
 * past - the journal of this node, from fipd; from its file where no fipd runs, for the
 * incident may be why.
 */
#ifndef FIPD_INCIDENT_PAST_H
#define FIPD_INCIDENT_PAST_H

#include <jansson.h>

#include "contact/options.h"

/* Return the folder of fipd's journal and recording, as the options or the default. */
const char *past_folder(const struct options *options);

/*
 * Append the entries of the journal, oldest first; return how fipctl should end, after
 * the fault was printed.
 */
int past_read(const struct options *options, json_t *journal);

#endif
