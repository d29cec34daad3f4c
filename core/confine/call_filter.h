/*
 * call_filter - a program's own filter of system calls, by libseccomp.
 *
 * Each program may make the calls of its list and no other.  A call by which nobody but
 * an intruder could gain anything (ptrace, mount, bpf, setuid ...) kills the process,
 * as any call off the list does in chrony and OpenSSH: then the lease ends the F-IPs.
 * All else is answered as by a kernel without that call (ENOSYS): the C library of
 * tomorrow may try a new one first, and must neither cost an F-IP nor be misled, as by
 * EPERM. Programs that are started later, and the unit's filter beside this one, only
 * add to it.
 */
#ifndef FIPD_CONFINE_CALL_FILTER_H
#define FIPD_CONFINE_CALL_FILTER_H

#include "confine/confine.h"

/*
 * Confine this process, which has one thread yet, to the calls of a program, with no
 * new privileges by what it starts.  0, or -errno: then there is no filter.
 */
int call_filter_install(enum confine_program program);

#endif
