/*
 * verb_support - what somebody elsewhere needs to find out what is wrong here, in one
 * file without keys.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support/bundle.h"
#include "verbs/verb.h"

enum {
	NAME_BYTES = 128,
	HOST_BYTES = 33,
};

static const char STATE_FOLDER[] = "/var/lib/fipd";
static const char SNMPD_CONF[] = "/etc/snmp/snmpd.conf";

/* What programs are found and say shall not depend on who calls. */
static void set_environment(const struct options *options)
{
	const char *path = getenv("PATH");
	char more[4096];

	snprintf(more, sizeof(more), "%s%s/usr/sbin:/usr/bin:/sbin:/bin",
		path != NULL ? path : "", path != NULL ? ":" : "");
	setenv("PATH", more, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("SYSTEMD_COLORS", "0", 1);
	setenv("FIPD_CONTROL", options->control, 1);
}

/* The folder in the bundle, and the file's name unless another one was given. */
static void name_folder(char name[NAME_BYTES])
{
	char host[HOST_BYTES] = "";
	char date[32];
	time_t now = time(NULL);
	struct tm parts;

	gethostname(host, sizeof(host) - 1);
	for (char *at = host; *at != '\0'; at++) {
		*at = *at == '/' || *at == '.' || (unsigned char)*at < ' ' ? '-' : *at;
	}
	gmtime_r(&now, &parts);
	strftime(date, sizeof(date), "%Y%m%dT%H%M%SZ", &parts);
	snprintf(name, NAME_BYTES, "fipd-support-%s-%s", host, date);
}

static int refuse(const char *path, const char *why)
{
	fprintf(stderr, "fipctl: %s: %s\n", path, why);
	return EXIT_REFUSED;
}

static void add_contents(struct bundle *bundle)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL) {
		return;
	}
	fputs("What `fipctl support` found here.  Keys, communities, passphrases and "
	      "what "
	      "else may be\nsecret are left out, or have asterisks over them; so have "
	      "comments of configurations.\n\n",
		out);
	for (size_t i = 0; i < bundle->count; i++) {
		fprintf(out, "%9zu  %-32s  %s\n", bundle->items[i].length,
			bundle->items[i].name, bundle->items[i].source);
	}
	fprintf(out, "\nWhat could not be read:\n%s",
		bundle->notes_length > 0 ? bundle->notes : "nothing\n");
	if (fclose(out) == 0) {
		bundle_add(bundle, "contents.txt", "fipctl support", text, length);
	} else {
		free(text);
	}
}

static void print_contents(const struct bundle *bundle)
{
	char notes[BUNDLE_NOTES_BYTES];
	char *rest = notes;
	char *note;

	for (size_t i = 0; i < bundle->count; i++) {
		printf("%9zu  %s\n", bundle->items[i].length, bundle->items[i].name);
	}
	memcpy(notes, bundle->notes, bundle->notes_length);
	notes[bundle->notes_length] = '\0';
	while ((note = strsep(&rest, "\n")) != NULL) {
		if (note[0] != '\0') {
			fprintf(stderr, "fipctl: not read: %s\n", note);
		}
	}
}

/* Write it into a new file that only its owner can read; a half of one does not stay.
 */
static int write_file(const struct bundle *bundle, const char *folder, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	const char *fault;
	struct stat about;

	if (fd < 0) {
		return refuse(path, strerror(errno));
	}
	fault = bundle_write(bundle, folder, fd);
	if (fault == NULL && (fstat(fd, &about) != 0 || fsync(fd) != 0)) {
		fault = strerror(errno);
	}
	close(fd);
	if (fault != NULL) {
		unlink(path);
		return refuse(path, fault);
	}
	print_contents(bundle);
	printf("%s: %zu files, %lld bytes; read it before you send it\n", path,
		bundle->count, (long long)about.st_size);
	return EXIT_DONE;
}

static int run_support(const struct options *options)
{
	char folder[NAME_BYTES];
	char path[NAME_BYTES + 8];
	const char *file = options->word_count > 1 ? options->words[1] : path;
	struct bundle *bundle;
	struct stat about;
	int end;

	name_folder(folder);
	snprintf(path, sizeof(path), "%s.tar.gz", folder);
	if (file[0] == '\0') {
		fputs("fipctl: support '': the name of a file is expected\n", stderr);
		return EXIT_USAGE;
	}
	if (lstat(file, &about) == 0) {
		return refuse(file, "it is there already, and nothing is overwritten; "
				    "name another one");
	}
	bundle = calloc(1, sizeof(*bundle));
	if (bundle == NULL) {
		return refuse(file, strerror(ENOMEM));
	}
	set_environment(options);
	bundle_gather(bundle, options->state != NULL ? options->state : STATE_FOLDER,
		options->control, options->snmpd != NULL ? options->snmpd : SNMPD_CONF);
	add_contents(bundle);
	end = write_file(bundle, folder, file);
	bundle_free(bundle);
	free(bundle);
	return end;
}

const struct verb verb_support = {
	.name = "support",
	.arguments = "[FILE]",
	.options = OPTION_SNMPD | OPTION_STATE,
	.most = 1,
	.help = "what somebody needs who shall help, in one file without keys",
	.run = run_support,
};
