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

/* The F-IPs are being set behind a fence that has its order. */
struct taking {
	struct fence *fence; /* NULL: it has confirmed, or there is none */
	int refusal;         /* of the fence */
	const struct fips_sink *sink;
};

static int confirm(struct taking *taking)
{
	if (taking->fence != NULL) {
		taking->refusal = fence_confirm(taking->fence);
		taking->fence = NULL;
	}
	return taking->refusal;
}

/* The child reads the order while the kernel takes the first ones: no time is lost. */
static void on_set(size_t first, size_t count, void *context)
{
	struct taking *taking = context;

	if (confirm(taking) == 0 && taking->sink != NULL) {
		taking->sink->on_set(first, count, taking->sink->context);
	}
}

static int take(
	struct fips *fips, const struct fip_hold *fip_hold, struct taking *taking)
{
	const struct fips_sink sink = { .on_set = on_set, .context = taking };
	int error = fips_hold(fips, fip_hold->lease_s, &sink);

	error = error ? error : confirm(taking);
	if (taking->refusal) {
		fips_release(fips);
	}
	return error;
}

int fip_hold_begin(struct fips *fips, struct fence *fence,
	const struct fip_hold *fip_hold, const struct fips_sink *sink)
{
	struct taking taking = { .sink = sink };
	int error = 0;

	if (fip_hold->gone_us != 0) {
		taking.fence = fence;
		error = arm(fips, fence, fip_hold->gone_us);
	} else {
		fence_disarm(fence);
	}
	error = error ? error : take(fips, fip_hold, &taking);
	if (!error && fip_hold->gone_us != 0) {
		undo_if_late(fips, fence);
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

	return fip_hold_begin(fips, fence, &fip_hold, NULL);
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
