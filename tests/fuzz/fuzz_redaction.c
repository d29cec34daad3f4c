/*
 * What `fipctl support` shows of configurations, whatever bytes they hold: no crash,
 * and nothing that was left out anywhere stands in what is shown.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/redaction.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char FIRST[] =
	"createUser one SHA \"PASSPHRASE-1\" AES \"PASSPHRASE-2\"\n";

/* Return the bytes as a text behind a first line. */
static char *make_text(const char *first, const uint8_t *data, size_t size)
{
	size_t length = strlen(first);
	char *text = malloc(length + size + 1);

	assert(text != NULL);
	memcpy(text, first, length);
	memcpy(text + length, data, size);
	text[length + size] = '\0';
	return text;
}

static void check(const struct secrets *secrets, char *shown)
{
	assert(shown != NULL);
	secrets_hide(secrets, shown, strlen(shown), SECRETS_LEAST_BYTES);
	for (size_t i = 0; i < secrets->count; i++) {
		assert(strlen(secrets->list[i]) < SECRETS_LEAST_BYTES
			|| secrets->list[i][strspn(secrets->list[i], "*")] == '\0'
			|| strstr(shown, secrets->list[i]) == NULL);
	}
	free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct secrets secrets = { 0 };
	char *lines = make_text(FIRST, data, size);
	char *yaml = make_text("", data, size);
	char *shown_lines = redaction_snmp(&secrets, lines);
	char *shown_yaml = redaction_yaml(&secrets, yaml);

	assert(shown_lines != NULL
		&& strstr(shown_lines, "createUser one (left") != NULL);
	check(&secrets, shown_lines);
	check(&secrets, shown_yaml);
	secrets_free(&secrets);
	free(lines);
	free(yaml);
	return 0;
}
