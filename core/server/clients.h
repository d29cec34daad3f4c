/*
 * clients - who is connected to the control socket: lines in, JSON objects out.
 *
 * Nothing here waits for a client.  It may send a line of at most 64 KiB at a time and
 * leave at most 4 MiB of answers unread; beyond that it is dropped.  While an answer is
 * outstanding its next line is not looked at, so answers come in the order of requests.
 * Clients are served in turn, and for a bounded time in one wake-up; what is long is
 * cut into turns.  Who gets a place is said in places.h; one that is no subscriber and
 * says nothing for a minute loses it.
 */
#ifndef FIPD_SERVER_CLIENTS_H
#define FIPD_SERVER_CLIENTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "loop/loop.h"
#include "loop/quiet.h"
#include "server/places.h"

enum {
	CLIENTS_OUTPUT_MAX_BYTES = 4 * 1024 * 1024,
	CLIENTS_USER_MAX = 47, /* a name of 32, and a number in brackets */
};

struct bufferevent;
struct clients;
struct disk;
struct evbuffer;
struct timer;

/* A list of events on its way into an answer. */
struct draft {
	struct evbuffer *line; /* NULL: there is none */
	uint64_t after;        /* number of the last event in it */
	uint64_t wanted;       /* so many more */
	bool empty;
};

struct client {
	struct bufferevent *buffer; /* NULL: free place */
	struct clients *clients;
	uint64_t id; /* never used twice */
	pid_t pid;
	uid_t uid;
	char user[CLIENTS_USER_MAX + 1]; /* "alice (1000)", or the number alone */
	bool only_reads;                 /* by the socket that it came to */
	bool waiting;                    /* for the answer to its last request */
	bool ending;                     /* it has sent all it will */
	bool over;
	const char *fault;  /* why it is dropped, NULL: it went by itself */
	json_t *request_id; /* of the outstanding answer, or NULL */
	bool subscribed;
	bool acknowledges;  /* what it has told: its cursor is kept */
	uint64_t sent;      /* number of the last event sent */
	bool behind;        /* it has to get something in its turn */
	bool status_due;    /* the status too, when it has got all events */
	bool takes_changes; /* of the status */
	bool whole_due;     /* what it has is not the status as published last */
	bool status_wanted; /* in the outstanding answer */
	struct draft draft;
	int64_t heard_us; /* when it connected or asked last */
};

/* The first six members are the owner's to set, before clients_open. */
struct clients {
	struct loop *loop;
	struct disk *disk; /* whose thread reads the names of users */
	void (*on_line)(
		struct client *client, const char *line, size_t length, void *context);
	/* It is behind, or has a draft. */
	void (*on_more)(struct client *client, void *context);
	void (*on_gone)(uint64_t client, void *context);
	void *context;
	char *users;        /* the text of /etc/passwd, NULL: there is none */
	bool learning;      /* it is being read again */
	struct timer *turn; /* when to look for requests */
	int64_t rest_us;    /* no earlier than then */
	size_t first;       /* whose turn it is then */
	uint64_t next_id;
	struct quiet quiet;
	unsigned subscriber_count; /* who subscribes counts himself */
	struct client list[PLACES_MAX];
};

/* Begin without a client, and with the names of this host's users.  0 or -errno. */
int clients_open(struct clients *clients);

/* Close every client's socket, and free what belongs to it. */
void clients_close(struct clients *clients);

/* Take a client's socket, or refuse it if there are too many; it may only read. */
void clients_add(struct clients *clients, int fd, bool only_reads);

/*
 * Close the clients that are over or have been idle for long, and see to those that are
 * behind.
 */
void clients_sweep(struct clients *clients, int64_t now_us);

/* Send an object; takes over the reference. */
void clients_send(struct client *client, json_t *message);

/* Send a line that is written already, its end included. */
void clients_send_line(struct client *client, const char *line, size_t length);

/* Send the draft as the outstanding answer. */
void clients_send_draft(struct client *client);

/* Send the outstanding answer; takes over the reference.  Further lines are looked at.
 */
void clients_answer(struct client *client, json_t *answer);

#endif
