/*
 * side - what one node told of an incident: its export, read and judged.
 *
 * fetch.c brings it.  It may come over ssh or from a file that somebody brought along,
 * so nothing in it is believed before its type is: a document that is no export, of
 * another version or cut is refused with its fault in words.  Texts stay those of the
 * document, with control characters made blanks.
 */
#ifndef FIPD_INCIDENT_SIDE_H
#define FIPD_INCIDENT_SIDE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SIDE_FAULT_BYTES = 256,
	SIDE_LINKS_MAX = 4,
	SIDE_BYTES_MAX = 16 * 1024 * 1024, /* of a document */
};

/* A heartbeat heard, with its echo of an own one. */
struct side_beat {
	int64_t at_us;  /* when fipd took it */
	int64_t lay_us; /* how long it had lain in the socket, as fipd believed */
	int64_t link;   /* from 1 */
	int64_t sequence;
	int64_t life; /* the sender's */
	int64_t acknowledged;
	int64_t age_us; /* how long the sender had had the acknowledged one */
	int64_t echo;   /* the hearer's life as the sender knows it */
	bool holds;     /* the sender says that the F-IPs are in its kernel */
};

/* The F-IPs in this node's kernel: surely up to proven, at the longest up to until. */
struct side_hold {
	int64_t from_us;
	int64_t proven_us;
	int64_t until_us;
	const char *end; /* "released", "removed", "lease" or "open" */
};

struct side {
	json_t *document;
	const char *node;
	const char *own;
	const char *peer;
	const char *pair;
	const char *fipd; /* its version */
	const char *date; /* of what it is about, by this node's wall clock */
	int64_t about_us;
	int64_t end_us; /* of the recording */
	int64_t interval_us;
	int64_t detection_us;
	size_t link_count;
	const char *links[SIDE_LINKS_MAX];
	size_t beat_count;
	struct side_beat *beats;
	size_t hold_count;
	struct side_hold *holds;
	json_t *items; /* objects with at_us, kind and text */
};

/*
 * Read a document; its reference is taken over.  Free with side_free in every case.
 * False, and what is wrong with it, if it is no export that can be read.
 */
bool side_read(struct side *side, json_t *document, char fault[SIDE_FAULT_BYTES]);

/* Return a new document from a file, "-": standard input; NULL, and it was said why. */
json_t *side_fetch_file(const char *path);

/*
 * Return a new document of the span between so many seconds ago, which ssh has fipctl
 * make on a host; NULL, and it was said why.  No shell of this host is in between, and
 * ssh asks for no password.
 */
json_t *side_fetch_by_ssh(const char *host, int64_t since_s, int64_t until_s);

/* Free what a side holds. */
void side_free(struct side *side);

#endif
