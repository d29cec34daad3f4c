#include "parts/exchange.h"

uint32_t exchange_next_epoch(const struct exchange *exchange)
{
	uint32_t epoch = exchange->epoch;

	if (exchange->epoch_known > epoch) {
		epoch = exchange->epoch_known;
	}
	return epoch < UINT32_MAX ? epoch + 1 : epoch;
}

void exchange_raise_epoch(struct exchange *exchange)
{
	exchange->epoch = exchange_next_epoch(exchange);
}

void exchange_hear_epoch(struct exchange *exchange, uint32_t epoch)
{
	if (epoch > exchange->epoch_known) {
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

void exchange_plan_farewell(struct exchange *exchange, enum operation farewell)
{
	exchange->farewell = farewell;
}
