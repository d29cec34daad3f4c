#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
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

/* Where fipd has a group, root's key is for it to read; at no instant can others. */
static bool give_to_fipd(int fd)
{
	const struct group *group = geteuid() == 0 ? getgrnam("fipd") : NULL;

	return group == NULL
	       || (fchown(fd, 0, group->gr_gid) == 0 && fchmod(fd, 0640) == 0);
}

/* A key that is there is not written over. */
static FILE *open_output(const char *path)
{
	int fd;

	if (path == NULL) {
		return stdout;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && !give_to_fipd(fd)) {
		int error = errno;

		close(fd);
		unlink(path);
		errno = error;
		return NULL;
	}
	return fd < 0 ? NULL : fdopen(fd, "w");
}

/* flat switch */
static void complain(const char *path, int error)
{
	int folder = path == NULL ? 0 : (int)(strrchr(path, '/') - path);

	fprintf(stderr, "fipctl: %s: ", path == NULL ? "the key" : path);
	switch (error) {
	case EEXIST:
		fputs("there is one already, and it stays; remove it to make another "
		      "one, or see \"Replacing a key\" in fipd.yaml(5)\n",
			stderr);
		break;
	case ENOENT:
	case ENOTDIR:
		fprintf(stderr, "there is no such folder: install -d %.*s\n",
			folder == 0 ? 1 : folder, path == NULL ? "" : path);
		break;
	case EACCES:
	case EPERM:
		fprintf(stderr, "%s: be root for it\n", strerror(error));
		break;
	default:
		fprintf(stderr, "%s\n", strerror(error));
	}
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
		complain(wish.path, errno);
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
