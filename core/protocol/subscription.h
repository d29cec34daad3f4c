/*
 * subscription - a client that fipd keeps informed: it connects, asks for the status,
 * subscribes, and takes what comes into its mirror.
 *
 * Two ways of use.  A program that stays (fipd-agentx, fipd-web) has a struct
 * subscription: it never waits, connects again by itself, and says once when fipd is
 * away and once when it is back.  The caller watches subscription_fd, calls
 * subscription_read when that is readable, and subscription_tick when that has said.  A
 * command (fipctl) subscribes on its own connection, and waits with a deadline.
 *
 * A fipd that is dead closes the connection.  One that is frozen says nothing; so one
 * that has nothing to say is asked whether it lives, and is taken for lost before its
 * lease is over.
 */
#ifndef FIPD_PROTOCOL_SUBSCRIPTION_H
#define FIPD_PROTOCOL_SUBSCRIPTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/client.h"
#include "protocol/entry.h"
#include "protocol/report.h"
#include "protocol/status.h"

enum {
	MIRROR_EVENTS_MAX = 256,
	SUBSCRIPTION_SILENCE_MS =
		12000, /* the longest that a fipd is taken for alive */
};

enum mirror_state {
	MIRROR_CONNECTED = 1,
	MIRROR_STALE,  /* the connection is lost, the copy is the last known */
	MIRROR_ABSENT, /* there never was a status */
};

/*
 * A client's copy of fipd's state: the last status and the last events.  It is fed with
 * the messages of a subscription, where an age that is not told anew grows with the
 * time, and answers every question from memory.  When the connection is lost the copy
 * stays, marked stale.
 */
struct mirror {
	enum mirror_state state;
	bool torn; /* a change was not understood: only the whole status mends it */
	struct status status;
	int64_t received_ms; /* when status was told last, on the caller's clock */
	size_t event_count;
	struct entry events[MIRROR_EVENTS_MAX]; /* ascending sequence, newest last */
};

/* The callbacks by which the owner learns what happens. */
struct subscriber {
	void *context;
	/* A message came; the owner takes it into the mirror, and may send. */
	void (*on_message)(void *context, const json_t *message, int64_t now_ms);
	/* fipd is silent or gone: the mirror is stale. */
	void (*on_loss)(void *context);
};

struct subscription {
	const char *path;    /* of the control socket */
	const char *program; /* as fipd is to know it: "fipd-web" */
	const char *cursor;  /* NULL: as many events as the mirror has room for */
	const struct report *report;
	struct mirror *mirror;
	struct subscriber subscriber;
	struct client *client; /* NULL: not connected */
	bool subscribed;
	bool loss_reported;
	int64_t heard_ms;
	int64_t asked_ms; /* whether it lives; 0: not since it was heard last */
};

/* Begin without a connection.  The owner has filled in all above `client`. */
void subscription_init(struct subscription *subscription);

/* Close the connection. */
void subscription_close(struct subscription *subscription);

/*
 * Take what has come; connect if not connected; notice if fipd has fallen silent.
 * Return in how many ms to call it again at the latest: in a second, and sooner where
 * an answer that does not come by then would be a loss.
 */
int64_t subscription_tick(struct subscription *subscription, int64_t now_ms);

/* Take everything that has arrived. */
void subscription_read(struct subscription *subscription, int64_t now_ms);

/* Send a request, whose reference is taken over; false if there is no connection. */
bool subscription_send(struct subscription *subscription, json_t *request);

/*
 * Ask and wait for the answer, as client_ask; connect first if need be.  What comes
 * meanwhile is taken as ever, and so is an answer that has a status, in its place among
 * the messages.
 */
int subscription_ask(struct subscription *subscription, json_t *request, int timeout_ms,
	json_t **answer);

/* Return the number of the event after which the mirror has room for all. */
uint64_t subscription_start(const struct subscription *subscription);

/* Return the socket to watch for reading, -1: none. */
int subscription_fd(const struct subscription *subscription);

/*
 * For a command that has subscribed on its own connection: hand every message that has
 * come to take, then wait for more, at most until deadline_ms of stream_now_ms.  Return
 * 0 if more has come, what take returned if that is not 0, or -errno as client_read.
 */
int subscription_wait(struct client *client, int64_t deadline_ms,
	int (*take)(void *context, const json_t *message), void *context);

/*
 * Take one message of a subscription at now_ms of any steady clock.  Return the entry
 * that it brought, inside the mirror until the next call, or NULL.
 */
const struct entry *mirror_take(
	struct mirror *mirror, const json_t *message, int64_t now_ms);

/* Return an entry by its sequence, or NULL if it is not in the mirror. */
const struct entry *mirror_event(const struct mirror *mirror, uint64_t sequence);

/* For tests: */

/* Empty the mirror. */
void mirror_init(struct mirror *mirror);

/* Mark the copy as stale. */
void mirror_lose(struct mirror *mirror);

#endif
