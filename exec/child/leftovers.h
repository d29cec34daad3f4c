/*
 * leftovers - the processes that a command leaves behind.
 *
 * Its group is ended with the command.  A process that has left the group and whose
 * parent is gone has fipd-exec as its parent (PR_SET_CHILD_SUBREAPER), and is found and
 * ended here.  One that forks faster than it is found lasts a little longer, within the
 * limits of its user and of fipd-exec.service; nothing outlives the service.
 */
#ifndef FIPD_CHILD_LEFTOVERS_H
#define FIPD_CHILD_LEFTOVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Let the kernel make this process the parent of whatever its children leave behind.
 * 0 or -errno. */
int leftovers_adopt(void);

/*
 * End every child of this process that is not in the list of known ones, nor in the
 * session that one of them leads, and wait for those that have ended.  Return whether
 * there was any.
 */
bool leftovers_end(const pid_t *known, size_t count);

#endif
