#include "model/event.h"

/* flat switch */
enum severity event_severity(enum event_kind kind)
{
	switch (kind) {
	case EVENT_SPLIT_BRAIN:
		return SEVERITY_CRITICAL;
	case EVENT_FAILOVER:
	case EVENT_PEER_LOST:
	case EVENT_ADDRESS_CONFLICT:
	case EVENT_CHECK_FAILED:
		return SEVERITY_MAJOR;
	case EVENT_FIP_RESTORED:
	case EVENT_LINK_DOWN:
	case EVENT_CONFIG_MISMATCH:
		return SEVERITY_MINOR;
	case EVENT_STOPPED:
	case EVENT_ACTION_REFUSED:
		return SEVERITY_WARNING;
	case EVENT_PEER_RECOVERED:
	case EVENT_SPLIT_BRAIN_END:
	case EVENT_ADDRESS_CONFLICT_END:
	case EVENT_LINK_UP:
	case EVENT_CONFIG_MATCH:
	case EVENT_CHECK_PASSED:
		return SEVERITY_CLEARED;
	case EVENT_STARTED:
	case EVENT_SWITCHOVER:
	case EVENT_ROLE_CHANGE:
	case EVENT_FAILBACK:
	case EVENT_CONFIG_CHANGED:
	default:
		return SEVERITY_INDETERMINATE;
	}
}

enum event_kind event_clears(enum event_kind kind)
{
	/* table */
	static const enum event_kind raised[EVENT_LAST + 1] = {
		[EVENT_PEER_RECOVERED] = EVENT_PEER_LOST,
		[EVENT_SPLIT_BRAIN_END] = EVENT_SPLIT_BRAIN,
		[EVENT_ADDRESS_CONFLICT_END] = EVENT_ADDRESS_CONFLICT,
		[EVENT_LINK_UP] = EVENT_LINK_DOWN,
		[EVENT_CONFIG_MATCH] = EVENT_CONFIG_MISMATCH,
		[EVENT_CHECK_PASSED] = EVENT_CHECK_FAILED,
	};

	return (unsigned)kind <= EVENT_LAST ? raised[kind] : 0;
}

uint32_t event_bit(enum event_kind kind)
{
	return kind >= 1 && (unsigned)kind <= EVENT_LAST ? UINT32_C(1) << (kind - 1)
							 : 0;
}
