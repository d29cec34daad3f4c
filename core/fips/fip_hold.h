/*
 * fip_hold - holding the F-IPs for a time: the kernel's lease and the fence's deadline.
 *
 * Where the fence is needed, nothing is set before it stands, and its deadline is the
 * one that counts; the kernel's lease behind it is longer, and renewed only now and
 * then. Where it is not needed there is the lease alone.
 */
#ifndef FIPD_FIPS_FIP_HOLD_H
#define FIPD_FIPS_FIP_HOLD_H

#include <stdint.h>

#include "fips/fence.h"
#include "fips/fips.h"
#include "model/settings.h"

struct fip_hold {
	uint32_t lease_s; /* of the kernel */
	int64_t gone_us;  /* by when the fence has removed them; 0: no fence */
};

/* Have the fence ready, or none, as these settings need it. */
void fip_hold_prepare(struct fence *fence, const struct settings *settings);

/*
 * As fips_hold, behind the fence, which stands before sink is told of anything.  Also
 * -ECHILD if it does not stand: then nothing is set.  If its deadline passed meanwhile
 * they are removed again, and fips is about to report them as gone: a busy host is no
 * reason to count as refused.
 */
int fip_hold_begin(struct fips *fips, struct fence *fence,
	const struct fip_hold *fip_hold, const struct fips_sink *sink);

/*
 * As fips_renew, but with a fence only when the lease has aged.  -ESTALE also if the
 * fence's deadline has passed; -EALREADY if the fence has removed them, which fips is
 * about to report as gone.  A fence that is lost is no reason to let go.
 */
int fip_hold_extend(
	struct fips *fips, struct fence *fence, const struct fip_hold *fip_hold);

/*
 * As fip_hold_begin for other F-IPs than before, with what is left of the fence's span.
 */
int fip_hold_resume(struct fips *fips, struct fence *fence, uint32_t lease_s);

/*
 * Take the F-IPs that a former life left over from its fence, which was to remove them:
 * the own fence is armed before that one ends, for span_us, which must be short, since
 * it is not known when the former one would have acted.  span_us 0: there is no fence
 * any more.  To be called if they are held, or not; what is not there after it was
 * removed.  If the own fence does not stand, the F-IPs are released.
 */
void fip_hold_take_over(struct fips *fips, struct fence *fence, int64_t span_us);

/* As fips_release; the fence stays armed until they are gone. */
int fip_hold_end(struct fips *fips, struct fence *fence);

#endif
