/*
 * secrets - what both nodes of a pair must have alike, and nobody else may read: the
 * key, and the passwords of the SNMP users.
 *
 * One node makes them; the other one gets them as one text over ssh, never on a command
 * line.  The lines of the users are createUser lines of net-snmp, as they are.
 */
#ifndef FIPD_SETUP_SECRETS_H
#define FIPD_SETUP_SECRETS_H

#include <stdbool.h>

#include "config/keys.h"

#define SECRETS_READER   "fipdnms" /* the users of snmpd's drop-in */
#define SECRETS_OPERATOR "fipdop"

enum {
	SECRETS_BYTES = KEYS_FILE_MAX_BYTES + 2 /* a last line is given its end */
};

struct secrets {
	char key[SECRETS_BYTES];   /* of the key file, "": none */
	char users[SECRETS_BYTES]; /* createUser lines, "": none */
};

/*
 * Read what the other node has, from a file or, by "-", from standard input; false, and
 * every fault on stderr.  No fault quotes a secret.
 */
bool secrets_read(struct secrets *secrets, const char *path);

/* Take a text into one of the two; false, and why on stderr, if it is too large. */
bool secrets_take(char to[SECRETS_BYTES], const char *path, const char *text);

/* Judge the key; false, and every fault on stderr under the name of where it is from.
 */
bool secrets_check_key(const struct secrets *secrets, const char *name);

/* Make a key; false if the kernel gives no random bytes. */
bool secrets_make_key(struct secrets *secrets);

/* Make the lines of the two users; likewise. */
bool secrets_make_users(struct secrets *secrets);

#endif
