#include "fips/host_changes.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "disk/disk_file.h"

enum {
	LINE_MAX_BYTES = 64,
};

static int write_lines(FILE *file, const struct host_changes *note)
{
	char text[IP_TEXT_SIZE];

	fprintf(file, "%s %" PRIu32 " %" PRIu32 "\n", note->interface, note->arp.ignore,
		note->arp.announce);
	for (size_t i = 0; i < note->count; i++) {
		fprintf(file, "%s\n", ip_write(note->fips[i].address, text));
	}
	return fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
}

int host_changes_write(const char *path, const struct host_changes *note)
{
	char beside[DISK_FILE_PATH_MAX];
	FILE *file;
	int error;

	snprintf(beside, sizeof(beside), "%s.new", path);
	file = fopen(beside, "we");
	if (file == NULL) {
		return -errno;
	}
	error = write_lines(file, note);
	fclose(file);
	if (!error && rename(beside, path) != 0) {
		error = -errno;
	}
	return error;
}

static bool read_address(struct host_changes *note, char *line)
{
	line[strcspn(line, "\n")] = '\0';
	return note->count < CONFIG_FIPS_MAX
	       && ip_read(line, &note->fips[note->count++].address);
}

static bool read_lines(FILE *file, struct host_changes *note)
{
	char line[LINE_MAX_BYTES];
	bool good = fgets(line, sizeof(line), file) != NULL
		    && sscanf(line, "%15s %" SCNu32 " %" SCNu32, note->interface,
			       &note->arp.ignore, &note->arp.announce)
			       == 3;

	while (good && fgets(line, sizeof(line), file) != NULL) {
		good = read_address(note, line);
	}
	return good;
}

int host_changes_read(const char *path, struct host_changes *note)
{
	FILE *file = fopen(path, "re");
	bool good;

	memset(note, 0, sizeof(*note));
	if (file == NULL) {
		return -errno;
	}
	good = read_lines(file, note);
	fclose(file);
	return good ? 0 : -EINVAL;
}
