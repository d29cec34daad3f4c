#include "parts/election.h"

bool election_wins(const struct candidate *own, const struct candidate *peer)
{
	if (own->fit != peer->fit) {
		return own->fit;
	}
	if (own->epoch != peer->epoch) {
		return own->epoch > peer->epoch;
	}
	if (own->preferred != peer->preferred) {
		return own->preferred;
	}
	return own->node < peer->node;
}

struct candidate election_candidate_of(const struct heartbeat *heartbeat)
{
	return (struct candidate){
		.fit = heartbeat->healthy == 1,
		.epoch = heartbeat->epoch,
		.preferred = (heartbeat->role_flags & ROLE_FLAG_PREFERRED) != 0,
		.node = heartbeat->node,
	};
}
