#include "words/original.h"

#include <stdio.h>

/* Becoming active by the operator's hand is no failover, unless the peer is to be off.
 */
static bool leaves_home(const struct event *event)
{
	return event->kind == EVENT_FAILOVER
	       || (event->kind == EVENT_SWITCHOVER
		       && (event->reason == REASON_PEER_MAINTENANCE
			       || event->reason == REASON_FORCED
			       || event->reason == REASON_PEER_IS_OFF));
}

/* Where the preferred node is, there is home: exchanged roles move it. */
static bool comes_home(
	const struct event *event, enum original_line last, bool preferred)
{
	bool home = event->to == ROLE_ACTIVE
			    ? preferred
			    : event->to == ROLE_STANDBY && event->peer == ROLE_ACTIVE;

	return last == ORIGINAL_FAILOVER && home;
}

enum original_line original_line_of(
	const struct event *event, enum original_line last, bool preferred)
{
	if (!preferred && leaves_home(event)) {
		return ORIGINAL_FAILOVER;
	}
	return comes_home(event, last, preferred) ? ORIGINAL_FAILBACK : ORIGINAL_NONE;
}

bool original_owes_failback(
	struct event *event, enum original_line last, bool preferred)
{
	if (!comes_home(event, last, preferred)) {
		return false;
	}
	event->kind = EVENT_FAILBACK;
	event->reason = event->to == ROLE_STANDBY ? REASON_PEER_ACTIVE : REASON_NONE;
	return true;
}

void original_write(char text[ORIGINAL_TEXT_SIZE], enum original_line line,
	const struct narrate_names *names)
{
	text[0] = '\0';
	if (line == ORIGINAL_FAILOVER) {
		snprintf(text, ORIGINAL_TEXT_SIZE,
			"CStrap(%d) : Standby System(%s) is an Active System renew.",
			line, names->peer);
	} else if (line == ORIGINAL_FAILBACK) {
		snprintf(text, ORIGINAL_TEXT_SIZE,
			"CStrap(%d) : Standby System(%s) is a Enable.", line,
			names->own);
	}
}
