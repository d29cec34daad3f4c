/*
 * fence_program - the program fipd-fence, and how fipd starts it.
 *
 * It is a file of its own beside that of fipd: so the child has in its memory what it
 * needs, and not what fipd needs.  It begins with a socket as its standard input, the
 * descriptors named here, and no other of fipd's; its argument is fipd's version.
 */
#ifndef FIPD_FIPS_FENCE_PROGRAM_H
#define FIPD_FIPS_FENCE_PROGRAM_H

#include <sys/types.h>

enum {
	FENCE_PROGRAM_PAGE_FD = 3, /* the page of fence_page.h */
	FENCE_PROGRAM_LOCK_FD = 4, /* the file of fence_lock.h, if it is open */
	FENCE_PROGRAM_OWN_FD = 5,  /* the program that was started */
};

/* What the child gets. */
struct fence_program_files {
	int socket;
	int page;
	int lock; /* below 0: none */
};

/* The opened program.  What the kernel reads of it before fipd goes on stays in memory.
 */
struct fence_program {
	int fd;     /* -errno: there is none */
	void *head; /* NULL: it may have to be read from the disk again */
};

/*
 * Open the program that is there now: whatever an upgrade puts in its place later, the
 * child speaks the language of its fipd.  Close it with fence_program_close.
 */
void fence_program_open(struct fence_program *program);

/* Close it; it cannot be started any more. */
void fence_program_close(struct fence_program *program);

/*
 * Start an opened program; an error of opening it is returned.  0 or -errno.  fipd
 * waits for the kernel to begin it, which is not for a disk.
 */
int fence_program_start(pid_t *pid, const struct fence_program *program,
	const struct fence_program_files *files);

#endif
