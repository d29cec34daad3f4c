#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "verbs/verb.h"

enum {
	KEYGEN_BYTES = 32,
	KEYGEN_ID_MAX = 255
};

/* What the command line wants: a key with an id, in a new file or on stdout. */
struct wish {
	uint64_t id;
	const char *path; /* NULL: stdout */
};

/* A path has a slash, so that no wrong id makes a file. */
static bool read_wish(const struct options *options, struct wish *wish)
{
	int count = options->word_count;

	*wish = (struct wish){ .id = 1 };
	if (count > 1 && strchr(options->words[count - 1], '/') != NULL) {
		wish->path = options->words[--count];
	}
	if (count == 1) {
		return true;
	}
	if (count == 2 && options_number(&wish->id, options->words[1]) && wish->id >= 1
		&& wish->id <= KEYGEN_ID_MAX) {
		return true;
	}
	fprintf(stderr,
		"fipctl: key id %s: 1 to %d are possible, and a FILE behind it, as "
		"./key\n",
		options->words[1], KEYGEN_ID_MAX);
	return false;
}

/* At no instant can others read it, and a key that is there is not written over. */
static FILE *open_output(const char *path)
{
	int fd;

	if (path == NULL) {
		return stdout;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

static bool write_key(FILE *output, uint64_t id)
{
	unsigned char bytes[KEYGEN_BYTES];

	/* So few bytes come whole, once the kernel's pool is ready. */
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
		return false;
	}
	fprintf(output, "%" PRIu64 " ", id);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		fprintf(output, "%02x", bytes[i]);
	}
	fputc('\n', output);
	explicit_bzero(bytes, sizeof(bytes));
	return fflush(output) == 0;
}

static int run_keygen(const struct options *options)
{
	struct wish wish;
	FILE *output;
	bool good;

	if (!read_wish(options, &wish)) {
		return EXIT_USAGE;
	}
	output = open_output(wish.path);
	good = output != NULL && write_key(output, wish.id);
	if (!good) {
		fprintf(stderr, "fipctl: %s: %s\n",
			wish.path != NULL ? wish.path : "the key", strerror(errno));
	}
	if (output != NULL && output != stdout) {
		fclose(output);
		/* What is not whole is no key, and would be in the way of the next one.
		 */
		if (!good) {
			unlink(wish.path);
		}
	}
	return good ? EXIT_DONE : EXIT_REFUSED;
}

const struct verb verb_keygen = {
	.name = "keygen",
	.arguments = "[ID] [FILE]",
	.most = 2,
	.help = "make a key: a new key file, or a line for one",
	.run = run_keygen,
};
