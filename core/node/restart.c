#include "node/restart.h"

#include <stdio.h>

#include "engine/operator.h"
#include "loop/log.h"
#include "words/narrate.h"

static void explain(
	const struct driver *driver, uint32_t span_s, char *text, size_t size)
{
	if (driver->engine.role == ROLE_ACTIVE) {
		snprintf(text, size,
			"a stop of fipd within %u s keeps the F-IPs for %u s: start it "
			"again within those",
			span_s, driver->engine.lease.lease_s);
	} else {
		snprintf(text, size,
			"a stop of fipd within %u s is a restart: this node is %s, the "
			"F-IPs are not here",
			span_s, narrate_role(driver->engine.role));
	}
}

bool restart_plan(struct restart *restart, const struct driver *driver, uint32_t span_s,
	char *text, size_t size)
{
	int64_t now_us = loop_now_us(driver->loop);

	if (span_s == 0) {
		restart->until_us = 0;
		snprintf(
			text, size, "no restart is planned: a stop gives the F-IPs up");
		log_message(MESSAGE_INFO, 333, "%s", text);
		return true;
	}
	if (!operator_can_return(&driver->engine, now_us)) {
		snprintf(text, size,
			"a restart now would keep nothing: the role is %s; wait until "
			"it is active or standby",
			narrate_role(driver->engine.role));
		return false;
	}
	restart->until_us = now_us + (int64_t)span_s * SECOND_US;
	explain(driver, span_s, text, size);
	log_message(MESSAGE_INFO, 332, "a restart is planned: %s", text);
	return true;
}

void restart_tick(struct restart *restart, int64_t now_us)
{
	if (restart->until_us != 0 && now_us >= restart->until_us) {
		restart->until_us = 0;
		log_message(MESSAGE_INFO, 333,
			"the planned restart did not come: a stop gives the F-IPs up");
	}
}

bool restart_is_planned(const struct restart *restart, int64_t now_us)
{
	return now_us < restart->until_us;
}
