/*
 * change - one change of settings as one transaction: prepare, commit, free.
 */
#ifndef FIPD_CONTACT_CHANGE_H
#define FIPD_CONTACT_CHANGE_H

#include <jansson.h>

#include "contact/options.h"
#include "protocol/client.h"

/*
 * Carry out what a prepare request (its reference is taken over) asks for; print what
 * is wrong.  Return EXIT_DONE when it is in force and on disk.  *culprit is set to the
 * place in its list of settings that was refused, -1: none in particular.
 */
int change_make(struct client *client, const struct options *options, json_t *prepare,
	int *culprit);

#endif
