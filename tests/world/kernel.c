#include "world/kernel.h"

static int64_t local_us(const struct world *world, int node)
{
	return clock_local_us(&world->hosts[node].clock, world->now_us);
}

static void set_leases(struct world *world, int node, const struct action *action)
{
	struct host *host = &world->hosts[node];
	int64_t now_us = local_us(world, node);

	host->expires_us =
		now_us + (int64_t)action->lease_s * SECOND_US + world->expiry_slack_us;
	host->fence_us = action->fence_us > 0 ? now_us + action->fence_us : 0;
}

enum input_kind kernel_hold(struct world *world, int node, const struct action *action)
{
	struct host *host = &world->hosts[node];

	if (host->refuses) {
		return INPUT_HOLD_REFUSED;
	}
	if (!host->fips) {
		audit_take(&world->audit, node);
	}
	host->fips = true;
	set_leases(world, node, action);
	return INPUT_HELD;
}

enum input_kind kernel_renew(struct world *world, int node, const struct action *action)
{
	struct host *host = &world->hosts[node];

	if (host->refuses) {
		return INPUT_DEADLINE;
	}
	if (!host->fips) {
		return INPUT_FIPS_GONE;
	}
	set_leases(world, node, action);
	return INPUT_RENEWED;
}

enum input_kind kernel_release(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (host->refuses && host->fips) {
		return INPUT_DEADLINE;
	}
	host->fips = false;
	return INPUT_RELEASED;
}

enum input_kind kernel_expel(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (!host->refuses && !host->copy_bound) {
		host->copy = false;
	}
	return INPUT_COPY;
}

static int64_t end_us(const struct host *host)
{
	if (host->fence_us != 0 && host->fence_us < host->expires_us) {
		return host->fence_us;
	}
	return host->expires_us;
}

void kernel_expire(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (!host->fips || host->paused || local_us(world, node) < end_us(host)) {
		return;
	}
	host->fips = false;
	if (world_is_awake(host)) {
		world_tell_kind(world, node, INPUT_FIPS_GONE);
	}
}

int64_t kernel_next_us(const struct world *world, int node, int64_t until_us)
{
	const struct host *host = &world->hosts[node];
	int64_t due_us;

	if (!host->fips || host->paused) {
		return until_us;
	}
	due_us = clock_world_us(&host->clock, end_us(host));
	return due_us < until_us ? due_us : until_us;
}

int64_t kernel_remaining_us(const struct world *world, int node)
{
	const struct host *host = &world->hosts[node];
	int64_t now_us = local_us(world, node);
	int64_t lease_us = host->expires_us - world->expiry_slack_us - now_us;

	if (host->fence_us != 0 && host->fence_us - now_us < lease_us) {
		return host->fence_us - now_us;
	}
	return lease_us;
}
