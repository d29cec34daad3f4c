/*
 * fence_lock - by which a fence is found that has outlived its fipd.
 *
 * Each fence holds a lock of the kernel on one byte of a file of the state folder, that
 * of its process id; the lock ends with the process.  A fipd that is started again asks
 * the kernel who holds one, and ends a fence that would remove the F-IPs under it.
 */
#ifndef FIPD_FIPS_FENCE_LOCK_H
#define FIPD_FIPS_FENCE_LOCK_H

#include <sys/types.h>

/* Open the file in a folder; return its descriptor or -errno. */
int fence_lock_open(const char *folder);

/* Take this process's lock, as a fence does.  0 or -errno. */
int fence_lock_take(int fd);

/*
 * Return a fence other than the process own, 0: there is none.  Somebody else who locks
 * the file may hide a fence, and is returned for one.
 */
pid_t fence_lock_find(int fd, pid_t own);

/*
 * Kill such a fence and wait for its end; leave alone who is none.  0, or -errno: then
 * it may still be there.
 */
int fence_lock_end(int fd, pid_t pid);

#endif
