/*
 * fetch - the document of the peer's side: over ssh, or from a file that somebody
 * brought along.
 *
 * All faults are printed; NULL is returned then.
 */
#ifndef FIPD_INCIDENT_FETCH_H
#define FIPD_INCIDENT_FETCH_H

#include <jansson.h>
#include <stdint.h>

/* Return a new document from a file, "-": standard input. */
json_t *fetch_file(const char *path);

/*
 * Return a new document of the span between so many seconds ago, which ssh has fipctl
 * make on a host.  No shell of this host is in between, and ssh asks for no password.
 */
json_t *fetch_by_ssh(const char *host, int64_t since_s, int64_t until_s);

#endif
