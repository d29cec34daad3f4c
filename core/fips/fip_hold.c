#include "fips/fip_hold.h"

#include <errno.h>
#include <stdbool.h>

#include "loop/clock.h"
#include "model/types.h"

enum {
	AGED_US = SECOND_US /* a lease this old is renewed although there is a fence */
};

void fip_hold_prepare(struct fence *fence, const struct settings *settings)
{
	fence_want(fence, settings->enabled && settings_fence_us(settings) > 0);
}

static int arm(struct fips *fips, struct fence *fence, int64_t gone_us)
{
	struct netlink_address names[CONFIG_FIPS_MAX];
	size_t count = fips_name(fips, names);

	return fence_arm(fence, names, count, gone_us);
}

static int arm_surely(struct fips *fips, struct fence *fence, int64_t gone_us)
{
	int error = arm(fips, fence, gone_us);

	return error ? error : fence_confirm(fence);
}

/*
 * If fipd was frozen before the request to the kernel, the fence found nothing to
 * remove.  It looks once more, and what it removes is reported as gone.
 */
static int undo_if_late(struct fips *fips, struct fence *fence)
{
	int64_t deadline_us = fence_deadline_us(fence);

	if (deadline_us == 0 || clock_now_us() < deadline_us) {
		return 0;
	}
	if (arm_surely(fips, fence, deadline_us) != 0) {
		fips_release(fips);
	}
	return -ESTALE;
}

/* The child reads the order while the kernel takes the F-IPs: no time is lost. */
static int confirm_or_undo(struct fips *fips, struct fence *fence)
{
	int error = fence_confirm(fence);

	if (error) {
		fips_release(fips);
		return error;
	}
	undo_if_late(fips, fence);
	return 0;
}

int fip_hold_begin(
	struct fips *fips, struct fence *fence, const struct fip_hold *fip_hold)
{
	int error = 0;

	if (fip_hold->gone_us != 0) {
		error = arm(fips, fence, fip_hold->gone_us);
	} else {
		fence_disarm(fence);
	}
	if (!error) {
		error = fips_hold(fips, fip_hold->lease_s);
	}
	if (!error && fip_hold->gone_us != 0) {
		error = confirm_or_undo(fips, fence);
	}
	return error;
}

/* Without a child there is nothing to arm yet; it is being started. */
static int put_off(struct fips *fips, struct fence *fence, int64_t gone_us)
{
	if (fence_deadline_us(fence) != 0) {
		return fence_renew(fence, gone_us);
	}
	if (fence_works(fence)) {
		arm_surely(fips, fence, gone_us);
	}
	return 0;
}

static bool has_aged(const struct fips *fips, uint32_t lease_s)
{
	int64_t left_us = fips_expire_us(fips) - clock_now_us();

	return left_us < (int64_t)lease_s * SECOND_US - AGED_US;
}

int fip_hold_extend(
	struct fips *fips, struct fence *fence, const struct fip_hold *fip_hold)
{
	int error;

	if (fip_hold->gone_us == 0) {
		fence_disarm(fence);
		return fips_renew(fips, fip_hold->lease_s);
	}
	error = put_off(fips, fence, fip_hold->gone_us);
	if (error || !has_aged(fips, fip_hold->lease_s)) {
		return error;
	}
	error = fips_renew(fips, fip_hold->lease_s);
	return error ? error : undo_if_late(fips, fence);
}

int fip_hold_resume(struct fips *fips, struct fence *fence, uint32_t lease_s)
{
	struct fip_hold fip_hold = {
		.lease_s = lease_s,
		.gone_us = fence_gone_us(fence),
	};

	return fip_hold_begin(fips, fence, &fip_hold);
}

void fip_hold_take_over(struct fips *fips, struct fence *fence, int64_t span_us)
{
	int error = 0;

	if (!fence_has_former(fence)) {
		return;
	}
	if (fips_are_held(fips) && span_us > 0) {
		error = arm_surely(fips, fence, clock_now_us() + span_us);
	}
	if (fence_end_former(fence) != 0 || error) {
		fips_release(fips);
	}
}

int fip_hold_end(struct fips *fips, struct fence *fence)
{
	int error = fips_release(fips);

	if (!error) {
		fence_disarm(fence);
	}
	return error;
}
