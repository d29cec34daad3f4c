#include "parts/probe.h"

#include <string.h>

#include "model/settings.h"
#include "model/types.h"

int64_t probe_spacing_us(int64_t interval_us)
{
	return interval_us * 3 / 40;
}

void probe_begin(struct probe *probe, int64_t now_us)
{
	probe->running = true;
	probe->answered = false;
	probe->peer_answered = false;
	probe->contested_us = 0;
	probe->sent = 0;
	probe->next_us = now_us;
}

void probe_stop(struct probe *probe)
{
	probe->running = false;
	probe->answered = false;
	probe->peer_answered = false;
	probe->contested_us = 0;
	probe->sent = 0;
}

void probe_restart(struct probe *probe, int64_t now_us)
{
	int64_t contested_us = probe->contested_us;

	probe->in_vain = 0;
	if (probe->running) {
		probe_begin(probe, now_us);
		probe->contested_us = contested_us;
	}
}

void probe_contest(struct probe *probe, const uint8_t mac[6], int64_t now_us)
{
	if (!probe->running) {
		return;
	}
	if (probe->contested_us == 0) {
		probe->contested_us = now_us;
	}
	memcpy(probe->mac, mac, sizeof(probe->mac));
	probe_restart(probe, now_us);
}

void probe_meet(struct probe *probe, int64_t now_us)
{
	int64_t gap_us = now_us - probe->rival_us;
	bool apart = gap_us > probe_spacing_us(INTERVAL_MAX_MS * MS_US);

	if (probe->rival_us == 0 || apart) {
		probe->rival_spacing_us = 0;
	} else if (gap_us > probe->rival_spacing_us) {
		probe->rival_spacing_us = gap_us;
	}
	probe->rival_us = now_us;
}

void probe_answer(
	struct probe *probe, const uint8_t mac[6], bool by_peer, int64_t now_us)
{
	probe->answered = true;
	probe->in_vain = 0;
	probe->answered_us = now_us;
	if (by_peer) {
		probe->peer_answered = true;
		probe->peer_answered_us = now_us;
	}
	memcpy(probe->mac, mac, sizeof(probe->mac));
}

bool probe_due(struct probe *probe, int64_t spacing_us, int64_t now_us)
{
	if (!probe->running || probe->sent == PROBES_PER_ROUND
		|| now_us < probe->next_us) {
		return false;
	}
	probe->sent++;
	probe->next_us += spacing_us;
	/* A late wake-up does not make the round longer, unless it is very late. */
	if (probe->next_us < now_us + spacing_us / 2) {
		probe->next_us = now_us + spacing_us / 2;
	}
	return true;
}

bool probe_repeat_due(struct probe *probe, int64_t spacing_us, int64_t now_us)
{
	if (now_us < probe->next_us) {
		return false;
	}
	probe->next_us = now_us + spacing_us;
	probe->in_vain += probe->in_vain < PROBES_IN_VAIN;
	return true;
}

bool probe_is_over(const struct probe *probe, int64_t now_us)
{
	return probe->running && probe->sent == PROBES_PER_ROUND
	       && now_us >= probe->next_us;
}

bool probe_is_outdated(const struct probe *probe, int64_t spacing_us, int64_t now_us)
{
	return probe_is_over(probe, now_us) && now_us - probe->next_us > 2 * spacing_us;
}

bool probe_has_ended(const struct probe *probe, int64_t spacing_us, int64_t now_us)
{
	return probe_is_over(probe, now_us)
	       && !probe_is_outdated(probe, spacing_us, now_us);
}
