/*
 * privilege - what the kernel must allow fipd, and what it asks of the host.
 */
#ifndef FIPD_LOOP_PRIVILEGE_H
#define FIPD_LOOP_PRIVILEGE_H

#include <stdbool.h>

/* Return the names of the capabilities that fipd lacks, or NULL if it has all. */
const char *privilege_missing(void);

/*
 * Keep each page of the process in RAM from its first use on.  0, or -errno; -EPERM
 * where the limit of locked memory would be met later, in the middle of something.
 */
int privilege_lock_memory(void);

/*
 * Let the nice value of this process, if it is raised, count against the whole host: by
 * itself it counts within the session only, and sessions share the processors equally
 * (sched(7), autogroup).  Only where the session is its own.  0, or -errno: -ENOENT
 * where the kernel does not know this, -EPERM above the limit of nice values.
 */
int privilege_raise_session(void);

#endif
