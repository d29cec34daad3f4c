#include "parts/exchange.h"

#include <string.h>

enum {
	HALF_WAY = 0x80000000u,
};

bool exchange_is_newer(uint32_t epoch, uint32_t than)
{
	uint32_t distance = epoch - than;

	/* Half way round both would be the newer one: any rule will do that is the same
	 * on both nodes. */
	if (epoch == 0 || than == 0 || distance == HALF_WAY) {
		return epoch > than;
	}
	return distance != 0 && distance < HALF_WAY;
}

static uint32_t successor(uint32_t epoch)
{
	return epoch < UINT32_MAX ? epoch + 1 : 1;
}

uint32_t exchange_next_epoch(const struct exchange *exchange)
{
	uint32_t next = successor(exchange->epoch);

	return exchange_is_newer(next, exchange->epoch_known)
		       ? next
		       : successor(exchange->epoch_known);
}

void exchange_raise_epoch(struct exchange *exchange)
{
	exchange->epoch = exchange_next_epoch(exchange);
}

void exchange_hear_epoch(struct exchange *exchange, uint32_t epoch)
{
	if (exchange_is_newer(epoch, exchange->epoch_known)) {
		exchange->epoch_known = epoch;
	}
}

bool exchange_count_round(struct exchange *exchange)
{
	bool exhausted = exchange->round == UINT32_MAX;

	exchange->round = exhausted ? 1 : exchange->round + 1;
	return !exhausted;
}

void exchange_mark_news(struct exchange *exchange)
{
	exchange->news_round = exchange->round + 1;
}

bool exchange_set_macs(
	struct exchange *exchange, unsigned count, const uint8_t macs[][6])
{
	size_t bytes = count * sizeof(exchange->macs[0]);
	bool same = count == exchange->mac_count
		    && memcmp(exchange->macs, macs, bytes) == 0;

	exchange->mac_count = (uint8_t)count;
	memset(exchange->macs, 0, sizeof(exchange->macs));
	memcpy(exchange->macs, macs, bytes);
	return !same;
}

void exchange_plan_farewell(struct exchange *exchange, enum operation farewell)
{
	exchange->farewell = farewell;
}
