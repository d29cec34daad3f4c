/*
 * redaction - configuration with its secrets left out.
 *
 * It is shown what is known to be no secret, and nothing else: directives and settings
 * by name, and of their values those that cannot be a community, passphrase, key or
 * token.  Whatever is left out is remembered, so that it can be made unreadable where a
 * log or a program's output has it too.
 */
#ifndef FIPD_SUPPORT_REDACTION_H
#define FIPD_SUPPORT_REDACTION_H

#include <stddef.h>

enum {
	SECRETS_MAX = 1024,
	/* A shorter word is in too many texts by chance. */
	SECRETS_LEAST_BYTES = 6,
	/* A word that is only perhaps a secret is none if it is shorter. */
	SECRETS_SURE_BYTES = 12,
	SECRETS_KEY_BYTES = 32, /* of a key file: the least that a key has */
};

struct secrets {
	size_t count;
	char *list[SECRETS_MAX];
};

/* Remember each word of a text that has so many bytes, as of a key file. */
void secrets_learn(struct secrets *secrets, const char *text, size_t least);

/* Put asterisks over each secret of so many bytes and more. */
void secrets_hide(
	const struct secrets *secrets, char *bytes, size_t length, size_t least);

/* Free what is remembered. */
void secrets_free(struct secrets *secrets);

/*
 * Return a file of net-snmp (snmpd.conf, or lines of options as in informs.conf)
 * without secrets and comments, a new text; NULL: no memory.  The text is changed.
 */
char *redaction_snmp(struct secrets *secrets, char *text);

/*
 * Return a fipd.yaml without secrets and comments, a new text; NULL: no memory.  Where
 * it is no YAML any more the rest is left out.
 */
char *redaction_yaml(struct secrets *secrets, const char *text);

#endif
