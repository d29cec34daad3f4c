/*
 * contact - fipctl's line to fipd, and every failure of it in words.
 *
 * The functions here print on stderr what went wrong and what to do about it, and
 * return how fipctl should end (enum exit_code); EXIT_DONE means that all is well.
 */
#ifndef FIPD_CONTACT_CONTACT_H
#define FIPD_CONTACT_CONTACT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contact/options.h"
#include "protocol/client.h"
#include "protocol/status.h"

enum {
	CONTACT_TEXT_BYTES = 512,
	CONTACT_NOT_YET = -1, /* contact_await: the time is over */
};

/*
 * Write in words what the -errno of a client function means and what to do; return how
 * fipctl should end.
 */
int contact_describe(
	char text[CONTACT_TEXT_BYTES], const struct options *options, int error);

/* Print what contact_describe writes; return the same. */
int contact_complain(const struct options *options, int error);

/* Connect to the socket of the options.  Free with client_close. */
int contact_open(struct client **client, const struct options *options);

/*
 * Send a request (its reference is taken over) and wait for its answer, a new
 * reference. If it is a refusal, print its text and return EXIT_REFUSED; *answer is set
 * then too.
 */
int contact_ask(struct client *client, const struct options *options, json_t *request,
	json_t **answer);

/* Ask for the status; *json, if not NULL, is the object as it came, a new reference. */
int contact_status(struct client *client, const struct options *options,
	struct status *status, json_t **json);

/*
 * Send a request (its reference is taken over) on a connection of its own, and print
 * nothing.  Return 0 and the answer, a new reference, which may be a refusal; or -errno
 * and NULL.
 */
int contact_try_command(
	const struct options *options, json_t *request, json_t **answer);

/*
 * Connect, and subscribe to the events behind one number.  Return 0, -errno, or
 * EXIT_REFUSED after fipd's own words were printed; nothing else is printed.  Free
 * with client_close in every case.
 */
int contact_subscribe(
	struct client **client, const struct options *options, uint64_t after);

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

/* How a change ended. */
struct change {
	json_t *answer; /* the last one, a new reference, which may be a refusal; or
			   NULL */
	bool unsure;    /* fipd was asked to put it in force, and has not answered */
};

/*
 * Carry out what a prepare request (its reference is taken over) asks for, as one
 * transaction on a connection of its own: prepare, commit, free.  Print nothing; return
 * 0 or -errno.
 */
int contact_try_change(
	const struct options *options, json_t *prepare, struct change *change);

/*
 * The same on a connection that is there, and say on stderr why it is not in force.
 * Return EXIT_DONE when it is, and on disk.  *culprit is set to the place in its list
 * of settings that was refused, -1: none in particular.
 */
int contact_change(struct client *client, const struct options *options,
	json_t *prepare, int *culprit);

/* Fetch the last number events up to last_sequence, and print them, oldest first. */
int contact_print_events(struct client *client, const struct options *options,
	uint64_t last_sequence, uint64_t number);

#endif
