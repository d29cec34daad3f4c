/*
 * remote - the peer's export, fetched by ssh or read from a file.
 */
#ifndef FIPD_INCIDENT_REMOTE_H
#define FIPD_INCIDENT_REMOTE_H

#include <jansson.h>

/*
 * Have ssh run `fipctl incident --export` on a host for a span that begins and ends so
 * many seconds ago; no shell of this host is in between, and ssh asks for no password.
 * Return a new document; NULL after a line on stderr.
 */
json_t *remote_fetch(const char *host, int64_t since_s, int64_t until_s);

/* Read a document from a file, "-": standard input; NULL after a line on stderr. */
json_t *remote_read(const char *path);

#endif
