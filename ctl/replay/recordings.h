/*
 * recordings - the files of a recording in memory, in the order in which they were
 * written.
 *
 * A folder stands for every recording in it: that of fipd's state.  Its newest file may
 * be in the middle of being written, so there a record that is cut at the end is no
 * fault.
 */
#ifndef FIPD_REPLAY_RECORDINGS_H
#define FIPD_REPLAY_RECORDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RECORDINGS_MAX = 64
};

struct recordings_file {
	char *path;
	uint8_t *bytes;
	size_t length;
	uint64_t reel; /* its number, as its header says; 0: it has none */
	bool live;     /* it may just be written */
};

struct recordings {
	size_t count;
	struct recordings_file files[RECORDINGS_MAX];
};

/*
 * Read the files and folders of paths; false, and a line on stderr, if one cannot be
 * read or there is none.  Free with recordings_free in both cases.
 */
bool recordings_load(struct recordings *recordings, char **paths, int count);

/* Free what was read. */
void recordings_free(struct recordings *recordings);

#endif
