#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "verbs/verb.h"

enum {
	KEYGEN_BYTES = 32,
	KEYGEN_ID_MAX = 255
};

static bool read_id(const struct options *options, uint64_t *id)
{
	*id = 1;
	if (options->word_count < 2) {
		return true;
	}
	return options_number(id, options->words[1]) && *id >= 1
	       && *id <= KEYGEN_ID_MAX;
}

static int run_keygen(const struct options *options)
{
	uint64_t id;
	unsigned char bytes[KEYGEN_BYTES];

	if (!read_id(options, &id)) {
		fprintf(stderr, "fipctl: key id %s: 1 to %d are possible\n",
			options->words[1], KEYGEN_ID_MAX);
		return EXIT_USAGE;
	}
	/* So few bytes come whole, once the kernel's pool is ready. */
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
		fprintf(stderr, "fipctl: no random bytes from the kernel: %s\n",
			strerror(errno));
		return EXIT_REFUSED;
	}
	printf("%" PRIu64 " ", id);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		printf("%02x", bytes[i]);
	}
	putchar('\n');
	explicit_bzero(bytes, sizeof(bytes));
	return EXIT_DONE;
}

const struct verb verb_keygen = {
	.name = "keygen",
	.arguments = "[ID]",
	.most = 1,
	.help = "print a new line for the key file",
	.run = run_keygen,
};
