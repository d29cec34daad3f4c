/*
 * plan - the files that setup will make or change, shown before any of them is.
 *
 * A file that is as it should be is left alone; of one with secrets owner, group and
 * mode count too.  Each one is replaced whole, so that at every instant it is the old
 * one or the new one.  A symbolic link stays, and the file that it names is replaced,
 * if root alone can change each folder above the two; else a user could choose the
 * file.
 */
#ifndef FIPD_SETUP_PLAN_H
#define FIPD_SETUP_PLAN_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
	PLAN_FILES_MAX = 12
};

enum plan_state {
	PLAN_SAME,
	PLAN_NEW,
	PLAN_RIGHTS, /* only its owner, group or mode are wrong */
	PLAN_OTHER,  /* there is one with another text, or one that cannot be read */
	PLAN_LINK,   /* a symbolic link that is not followed: nothing may be written */
};

/* A file as it shall be. */
struct plan_file {
	const char *path;
	const char *text;
	const char *group; /* NULL: root; one that this host lacks is root too */
	mode_t mode;
	bool secret;      /* not to be shown */
	bool keeps_owner; /* else it is root's */
	enum plan_state state;
	char real[PATH_MAX]; /* path, or what the link there names */
};

struct plan {
	size_t count;
	struct plan_file files[PLAN_FILES_MAX];
};

/* Read a file whole; NULL, and errno, if it cannot be read.  The caller frees it. */
char *plan_read(const char *path);

/* Return what an error of plan_read means, in words. */
const char *plan_explain(int error);

/*
 * Add a file, whose texts must live as long as the plan; return what is there now.  Of
 * a link that is not followed stderr says so.
 */
enum plan_state plan_add(struct plan *plan, struct plan_file file);

/* Print what would be made and changed. */
void plan_show(const struct plan *plan);

/* Return how many files are in a state that is at least this one. */
size_t plan_count(const struct plan *plan, enum plan_state least);

/* Return whether a file is made or changed. */
bool plan_touches(const struct plan *plan, const char *path);

/* Make and change them, in their order; false, and the reason on stderr, at a failure.
 */
bool plan_write(const struct plan *plan);

#endif
