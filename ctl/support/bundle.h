/*
 * bundle - files that are gathered in memory, and written as one .tar.gz.
 *
 * So a file that is refused or a Ctrl-C leaves nothing behind, and before anything is
 * written each secret that was met on the way can be made unreadable wherever else it
 * stands (redaction.h).  What could not be read is noted and stands in the bundle too.
 */
#ifndef FIPD_SUPPORT_BUNDLE_H
#define FIPD_SUPPORT_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/redaction.h"

enum {
	BUNDLE_ITEMS_MAX = 256,
	BUNDLE_NAME_BYTES = 49,
	BUNDLE_SOURCE_BYTES = 160,
	BUNDLE_NOTES_BYTES = 16384,
	BUNDLE_ITEM_BYTES_MAX = 8 * 1024 * 1024,
	BUNDLE_BYTES_MAX = 48 * 1024 * 1024, /* of all items, before gzip */
};

struct bundle_item {
	char name[BUNDLE_NAME_BYTES];     /* its path in the bundle */
	char source[BUNDLE_SOURCE_BYTES]; /* the file or command that it is of */
	char *bytes;
	size_t length;
};

struct bundle {
	size_t count;
	struct bundle_item items[BUNDLE_ITEMS_MAX];
	size_t bytes;                   /* of all of them */
	char notes[BUNDLE_NOTES_BYTES]; /* a line each */
	size_t notes_length;
	struct secrets secrets; /* that were left out so far */
};

/* Add a file of a bundle; its bytes are taken over.  One that does not fit is noted. */
void bundle_add(struct bundle *bundle, const char *name, const char *source,
	char *bytes, size_t length);

/* Note what could not be read, printf-like, without a line's end. */
void bundle_note(struct bundle *bundle, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Write the bundle as a gzipped tar to a descriptor, all in one folder of that name.
 * Return NULL, or what went wrong.
 */
const char *bundle_write(const struct bundle *bundle, const char *folder, int fd);

/*
 * Gather what there is to know of this host and its fipd.  state is fipd's state
 * folder, control its control socket, snmpd the path of snmpd.conf.  Secrets are left
 * out.
 */
void bundle_gather(struct bundle *bundle, const char *state, const char *control,
	const char *snmpd);

/* Free what a bundle holds. */
void bundle_free(struct bundle *bundle);

/*
 * Run a program, whose words end with NULL, and keep what it writes on both outputs:
 * a new text that ends with a zero byte, NULL: no memory.  It is ended after half a
 * minute, and no more than an item may have is kept.  *end is its exit code, -errno if
 * it could not be started, -ETIME if it was ended.
 */
char *bundle_run(const char *const words[], size_t *length, int *end);

#endif
