/*
 * watchset - file descriptors that are looked at together and served in an order.
 *
 * An epoll set of its own under the loop: libevent runs only the first priority that
 * has something to do and then asks the kernel again, so a socket that is always
 * readable would starve everything below it.  Here each look serves every priority
 * once.
 */
#ifndef FIPD_LOOP_WATCHSET_H
#define FIPD_LOOP_WATCHSET_H

struct watch;
struct watchset;

/* Make an empty set; free it with watchset_close.  0 or -errno. */
int watchset_open(struct watchset **set);

/* Free a set whose watches are all removed; NULL is allowed. */
void watchset_close(struct watchset *set);

/* Return a descriptor that is readable while one of the set is. */
int watchset_fd(const struct watchset *set);

/*
 * Add fd with its callback; the lower the priority the earlier it is served.  Return
 * the watch, or NULL with errno set.  fd stays the caller's.
 */
struct watch *watchset_add(struct watchset *set, int fd, int priority,
	void (*on_readable)(void *context), void *context);

/* End a watch, also from within a callback, before its fd is closed; NULL is allowed.
 */
void watchset_remove(struct watch *watch);

/* Look once and serve what is readable, priority 0 to priorities - 1; never blocks. */
void watchset_run(struct watchset *set, int priorities);

#endif
