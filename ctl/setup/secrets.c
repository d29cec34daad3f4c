#include "setup/secrets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "setup/plan.h"
#include "values/diagnostics.h"
#include "values/text_file.h"

enum {
	KEY_BYTES = 32,
	PASSWORD_BYTES = 16,
};

static bool make_digits(char *digits, size_t count)
{
	unsigned char bytes[KEY_BYTES];

	if (getrandom(bytes, count, 0) != (ssize_t)count) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		sprintf(digits + 2 * i, "%02x", bytes[i]);
	}
	explicit_bzero(bytes, sizeof(bytes));
	return true;
}

bool secrets_make_key(struct secrets *secrets)
{
	char digits[2 * KEY_BYTES + 1];
	bool made = make_digits(digits, KEY_BYTES);

	if (made) {
		snprintf(secrets->key, sizeof(secrets->key), "1 %s\n", digits);
	}
	explicit_bzero(digits, sizeof(digits));
	return made;
}

bool secrets_make_users(struct secrets *secrets)
{
	static const char *const names[] = { SECRETS_READER, SECRETS_OPERATOR };
	size_t used = (size_t)snprintf(secrets->users, sizeof(secrets->users),
		"# The SNMP users of this pair, as snmpd and snmptrapd read them; made "
		"by fipctl setup.\n"
		"# " SECRETS_READER " reads and gets informs, " SECRETS_OPERATOR
		" sets too.  Once the operations center has them this file\n"
		"# may go; then `fipctl setup` makes no user on a node that has "
		"none.\n");

	for (size_t i = 0; i < 2; i++) {
		char auth[2 * PASSWORD_BYTES + 1];
		char priv[2 * PASSWORD_BYTES + 1];

		if (!make_digits(auth, PASSWORD_BYTES)
			|| !make_digits(priv, PASSWORD_BYTES)) {
			return false;
		}
		used += (size_t)snprintf(secrets->users + used,
			sizeof(secrets->users) - used,
			"createUser %s SHA-256 \"%s\" AES \"%s\"\n", names[i], auth,
			priv);
		explicit_bzero(auth, sizeof(auth));
		explicit_bzero(priv, sizeof(priv));
	}
	return true;
}

bool secrets_take(char to[SECRETS_BYTES], const char *path, const char *text)
{
	if (strlen(text) > KEYS_FILE_MAX_BYTES) {
		fprintf(stderr, "fipctl: %s: %s\n", path, file_explain(-EFBIG));
		return false;
	}
	snprintf(to, SECRETS_BYTES, "%s", text);
	return true;
}

/* Read standard input or a file; NULL, and errno, if that fails or it is too large. */
static char *read_secrets(const char *path, bool is_input)
{
	char *text = NULL;
	size_t length;

	if (is_input) {
		errno = -file_read(STDIN_FILENO, KEYS_FILE_MAX_BYTES, &text, &length);
		return text;
	}
	text = plan_read(path);
	if (text != NULL && strlen(text) > KEYS_FILE_MAX_BYTES) {
		explicit_bzero(text, strlen(text));
		free(text);
		text = NULL;
		errno = EFBIG;
	}
	return text;
}

static void append(char to[SECRETS_BYTES], const char *line, size_t length)
{
	size_t used = strlen(to);

	if (used + length + 1 < SECRETS_BYTES) {
		memcpy(to + used, line, length);
		to[used + length] = '\n';
	}
}

/* A line of a user, with its comments, or one of the key. */
static bool take_line(
	struct secrets *secrets, const char *line, size_t length, bool *is_user)
{
	static const char directive[] = "createUser ";
	char name[32] = "";
	char end[2] = "";

	if (length == 0 || line[0] == '#') {
		return true;
	}
	if (strncmp(line, directive, sizeof(directive) - 1) != 0) {
		append(secrets->key, line, length);
		return true;
	}
	*is_user = true;
	append(secrets->users, line, length);
	return sscanf(line,
		       "createUser %31[a-zA-Z0-9_.-] SHA-256 \"%*[^\"\n]\" AES "
		       "\"%*[^\"\n]%1[\"]",
		       name, end)
	       == 2;
}

static bool split(struct secrets *secrets, const char *name, const char *text)
{
	bool good = true;
	bool has_users = false;

	for (size_t number = 1; *text != '\0'; number++) {
		size_t length = strcspn(text, "\n");

		if (!take_line(secrets, text, length, &has_users)) {
			fprintf(stderr,
				"fipctl: %s:%zu: a user is written as createUser NAME "
				"SHA-256 \"PASSWORD\" AES \"PASSWORD\"\n",
				name, number);
			good = false;
		}
		text += length + (text[length] == '\n');
	}
	return good;
}

bool secrets_check_key(const struct secrets *secrets, const char *name)
{
	struct diagnostics *diagnostics = calloc(1, sizeof(*diagnostics));
	struct keys keys;
	bool good = diagnostics != NULL
		    && keys_parse(&keys, name, secrets->key, strlen(secrets->key),
			    diagnostics);

	for (size_t i = 0; diagnostics != NULL && i < diagnostics_kept(diagnostics);
		i++) {
		fprintf(stderr, "fipctl: %s\n", diagnostics->text[i]);
	}
	explicit_bzero(&keys, sizeof(keys));
	free(diagnostics);
	return good;
}

bool secrets_read(struct secrets *secrets, const char *path)
{
	bool is_input = strcmp(path, "-") == 0;
	const char *name = is_input ? "standard input" : path;
	char *text = read_secrets(path, is_input);
	bool good;

	memset(secrets, 0, sizeof(*secrets));
	if (text == NULL) {
		fprintf(stderr,
			"fipctl: %s: %s: the other node's key and users are "
			"needed\n",
			name, plan_explain(-errno));
		return false;
	}
	good = split(secrets, name, text);
	if (good && secrets->key[0] == '\0') {
		fprintf(stderr,
			"fipctl: %s: there is no key in it; the other node's "
			"/etc/fipd/key belongs into it\n",
			name);
		good = false;
	}
	good = good && secrets_check_key(secrets, name);
	explicit_bzero(text, strlen(text));
	free(text);
	return good;
}
