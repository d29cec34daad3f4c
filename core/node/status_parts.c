#include "node/status_parts.h"

#include <stdio.h>

#include "words/narrate.h"

int64_t status_build_age_ms(int64_t then_us, int64_t now_us)
{
	return now_us > then_us ? (now_us - then_us) / MS_US : 0;
}

/* flat switch */
void status_build_tell_outcome(struct status *status, const struct handover *handover)
{
	const char *refusal = narrate_reason_text(handover->refusal);
	char *text = status->outcome_text;

	status->outcome = handover->progress;
	switch (handover->progress) {
	case PROGRESS_IDLE:
		break;
	case PROGRESS_RUNNING:
		snprintf(text, sizeof(status->outcome_text), "under way");
		break;
	case PROGRESS_SUCCEEDED:
		snprintf(text, sizeof(status->outcome_text), "done");
		break;
	case PROGRESS_REFUSED:
		snprintf(text, sizeof(status->outcome_text), "refused: %s", refusal);
		break;
	case PROGRESS_FAILED:
		snprintf(text, sizeof(status->outcome_text), "failed: %s", refusal);
		break;
	}
}

static void tell_channel(
	struct link_status *link, const struct channel *channel, int64_t now_us)
{
	link->state = channel->state;
	link->state_age_ms = status_build_age_ms(channel->state_since_us, now_us);
	link->heard_age_ms =
		channel->ever ? status_build_age_ms(channel->heard_us, now_us) : -1;
	link->round_trip_us = (uint32_t)channel->round_trip_us;
	link->jitter_us = (uint32_t)channel->jitter_us;
	link->received = channel->received;
	link->lost = channel->lost;
	link->duplicates = channel->stale;
	link->downs = channel->downs;
}

void status_build_tell_link(struct link_status *link, const struct path *path,
	const struct channel *channel, int64_t now_us)
{
	struct link_counters counters;

	snprintf(link->name, sizeof(link->name), "%s", path->plan.name);
	snprintf(link->interface, sizeof(link->interface), "%s", path->plan.interface);
	link->interface_index = path->interface_index;
	ip_write(path->plan.own, link->own_address);
	ip_write(path->plan.peer, link->peer_address);
	link->port = path->plan.port;
	link->trouble = (uint32_t)path_trouble(path) + LINK_TROUBLE_NONE;
	tell_channel(link, channel, now_us);
	path_count(path, &counters);
	link->sent = counters.sent;
	link->unauthenticated = counters.unauthenticated;
	link->malformed = screening_malformed(&counters);
	link->send_errors = counters.send_errors;
}

void status_build_tell_counters(struct status *status, const struct counters *counters)
{
	status->failovers = counters->failovers;
	status->failbacks = counters->failbacks;
	status->switchovers = counters->switchovers;
	status->activations = counters->activations;
	status->deactivations = counters->deactivations;
	status->split_brains = counters->split_brains;
	status->active_ms = (uint64_t)(counters->active_us / MS_US);
	status->dual_active_ms = (uint64_t)(counters->dual_active_us / MS_US);
	status->longest_takeover_ms = (uint64_t)(counters->longest_takeover_us / MS_US);
	status->late_wakeups = counters->late_wakeups;
}

static bool is_away(uint32_t state)
{
	return state == FIP_ABSENT || state == FIP_RELEASED;
}

void status_build_tell_fips(struct status *status, const struct engine *engine)
{
	for (uint32_t i = 0; i < status->fip_count; i++) {
		struct fip_status *fip = &status->fips[i];

		if (is_away(fip->state) && engine->role == ROLE_CLAIMING) {
			fip->state = FIP_CLAIMING;
		} else if (is_away(fip->state) && engine->role == ROLE_HELD) {
			fip->state = FIP_CONFLICT;
		}
	}
}
