#include "run/place.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	LINE_BYTES = 96
};

void place_read(struct place *place, const char *path)
{
	char line[LINE_BYTES];
	char word[8];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t length = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);

	if (fd >= 0) {
		close(fd);
	}
	*place = (struct place){ 0 };
	line[length < 0 ? 0 : length] = '\0';
	if (sscanf(line, "%" SCNu64 " %31s %7s", &place->sequence, place->hook, word)
		!= 3) {
		*place = (struct place){ 0 };
		return;
	}
	place->ended = strcmp(word, "ended") == 0;
}

int place_write(const struct place *place, const char *path)
{
	char fresh[PATH_MAX];
	int fd;
	int length;

	snprintf(fresh, sizeof(fresh), "%s.new", path);
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		return -errno;
	}
	length = dprintf(fd, "%" PRIu64 " %s %s\n", place->sequence, place->hook,
		place->ended ? "ended" : "begun");
	close(fd);
	if (length < 0 || rename(fresh, path) != 0) {
		return -errno;
	}
	return 0;
}
