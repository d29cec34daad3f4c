/*
 * probe - one look at a service, as a process of its own does it (child/launch.h).
 *
 * The process is nobody and lives for one look, so it may simply wait: for a name, a
 * connection, an answer.  fipd-exec, which may become any user, meets not one octet of
 * the network, and no library that does.  Each step is a line of output before it
 * begins; so the last line says what came of it, or where the time went.  By libcurl,
 * which knows HTTP and TLS, and without its memory of anything between two looks.
 */
#ifndef FIPD_PROBE_PROBE_H
#define FIPD_PROBE_PROBE_H

enum {
	PROBE_GOOD = 0,
	PROBE_BAD = 1,
	PROBE_UNABLE = 2, /* no look was possible: it says nothing of the service */
	/* So many octets of a body are read, which says no more than the code. */
	PROBE_BODY_MAX = 64 * 1024,
};

/* Connect to the endpoint of a struct check; return what came of it. */
int probe_tcp(const void *check);

/* Ask for the URL of a struct check; return what came of it. */
int probe_http(const void *check);

#endif
