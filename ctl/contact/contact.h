/*
 * contact - fipctl's line to fipd, with every failure said in words.
 *
 * The functions here print on stderr what went wrong and what to do about it, and
 * return how fipctl should end (enum exit_code); EXIT_DONE means that all is well.
 */
#ifndef FIPD_CONTACT_CONTACT_H
#define FIPD_CONTACT_CONTACT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "contact/options.h"
#include "protocol/client.h"
#include "protocol/status.h"

enum {
	CONTACT_TEXT_BYTES = 512,
	CONTACT_TIMEOUT_MS = 5000, /* for an answer, unless --timeout says otherwise */
	CONTACT_WAIT_MS = 10000,   /* likewise for the end of what was begun */
	CONTACT_NOT_YET = -1,      /* contact_await: the time is over */
};

/*
 * Write in words what the -errno of a client function means and what to do; return how
 * fipctl should end.
 */
int contact_describe(
	char text[CONTACT_TEXT_BYTES], const struct options *options, int error);

/* Print what contact_describe writes; return the same. */
int contact_complain(const struct options *options, int error);

/*
 * Connect to the socket of the options; 0 or -errno.  A fipd that lets nobody in at the
 * moment is tried again until the time for an answer is over.
 */
int contact_connect(struct client **client, const struct options *options);

/* Connect to the socket of the options.  Free with client_close. */
int contact_open(struct client **client, const struct options *options);

/* Return how long to wait for an answer. */
int contact_timeout_ms(const struct options *options);

/*
 * Send a request (its reference is taken over) and wait for its answer, a new
 * reference. If it is a refusal, print its text and return EXIT_REFUSED; *answer is set
 * then too.
 */
int contact_ask(struct client *client, const struct options *options, json_t *request,
	json_t **answer);

/* Return EXIT_DONE for a good answer; print the text of a refusal, EXIT_REFUSED. */
int contact_judge(const json_t *answer);

/* Ask for the status; *json, if not NULL, is the object as it came, a new reference. */
int contact_status(struct client *client, const struct options *options,
	struct status *status, json_t **json);

/*
 * Subscribe with a request, whose reference is taken over.  0, -errno, or EXIT_REFUSED
 * after fipd's own words; nothing else is printed.
 */
int contact_subscribe(
	struct client *client, const struct options *options, json_t *request);

/*
 * Subscribe, and take every status until one is_over or contact_wait_ms have passed;
 * *status is the last.  Return EXIT_DONE, CONTACT_NOT_YET (then nothing is printed), or
 * how fipctl should end.
 */
int contact_await(struct client *client, const struct options *options,
	bool (*is_over)(const struct status *status), struct status *status);

/* Return how long contact_await waits. */
int contact_wait_ms(const struct options *options);

/* Ask once, on a connection of its own, and forget the answer. */
int contact_command(const struct options *options, json_t *request, json_t **answer);

#endif
