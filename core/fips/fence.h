/*
 * fence - fipd's end of the process that removes the F-IPs when fipd falls silent.
 *
 * It starts that process (fence_child.h), tells it what to remove and when, and sees
 * that it lives: a child that died or is frozen is an alarm and is replaced at
 * once, the new one taking over list and deadline.  An F-IP is set only behind a child
 * that has confirmed the deadline; if the child is lost later, the F-IPs stay: one
 * failure must not cost the service, and the kernel's lease still ends them.
 */
#ifndef FIPD_FIPS_FENCE_H
#define FIPD_FIPS_FENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "loop/loop.h"
#include "netlink/netlink.h"

struct fence;

/*
 * Make a fence without a child; free it with fence_close.  0 or -errno.  Its children
 * can be found in the state folder by a later life of fipd, which ends one that has
 * outlived its fipd; where the folder cannot be written they are not found.
 */
int fence_open(struct fence **fence, struct loop *loop, const char *folder);

/*
 * Free it; NULL is allowed.  A child that is still armed is left to do what it was
 * armed for; any other ends here.
 */
void fence_close(struct fence *fence);

/* Return whether a child of a former life is there, which may remove the F-IPs. */
bool fence_has_former(const struct fence *fence);

/*
 * End the children of former lives.  0, or -errno: one may still be there, -EBUSY if
 * somebody who is none locks their file.  The log says so.
 */
int fence_end_former(const struct fence *fence);

/* Say whether a child is needed: it is started, or disarmed and ended. */
void fence_want(struct fence *fence, bool wanted);

/* Return whether a child is ready. */
bool fence_works(const struct fence *fence);

/* Replace a child that has died or is frozen; to be called about once a second. */
void fence_tick(struct fence *fence);

/*
 * Return whether the kernel can remove so many addresses in time within span_us;
 * *removal_us is how long it takes, rather too much than too little.
 */
bool fence_can_remove(
	size_t v4_count, size_t v6_count, int64_t span_us, int64_t *removal_us);

/*
 * Have every address of list gone at an instant on CLOCK_BOOTTIME: the deadline is
 * earlier by what the removal takes, unless that is so long that fipd could not renew
 * in time.  0 when the order is on its way to the child, which will read it whatever
 * becomes of fipd; -ECHILD if there is no child, which takes 0.5 s at most.
 */
int fence_arm(struct fence *fence, const struct netlink_address *list, size_t count,
	int64_t gone_us);

/*
 * Wait until the child has confirmed the order.  0; -ECHILD if it does not within 0.5
 * s: then nothing is armed, and the addresses must go.
 */
int fence_confirm(struct fence *fence);

/*
 * Put that instant off, without a system call.  0; -ESTALE if the last deadline has
 * passed by the clock of this moment; -EALREADY if the child has removed the addresses,
 * or begun to.
 */
int fence_renew(struct fence *fence, int64_t gone_us);

/* Remove nothing: the addresses are gone, or are to stay. */
void fence_disarm(struct fence *fence);

/* Return the deadline in force, 0: it is not armed. */
int64_t fence_deadline_us(const struct fence *fence);

/* Return when the addresses would be gone, 0: it is not armed. */
int64_t fence_gone_us(const struct fence *fence);

/* For tests: */

/* Return the process of the last child. */
pid_t fence_pid(const struct fence *fence);

/* Return whether the child has removed the addresses, or tried to. */
bool fence_has_fired(const struct fence *fence);

#endif
