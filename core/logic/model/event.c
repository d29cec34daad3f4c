#include "model/event.h"

/* flat switch */
enum severity note_severity(enum note_kind kind)
{
	switch (kind) {
	case NOTE_SPLIT_BRAIN:
		return SEVERITY_CRITICAL;
	case NOTE_FAILOVER:
	case NOTE_PEER_LOST:
	case NOTE_ADDRESS_CONFLICT:
	case NOTE_CHECK_FAILED:
		return SEVERITY_MAJOR;
	case NOTE_FIP_RESTORED:
	case NOTE_LINK_DOWN:
	case NOTE_CONFIG_MISMATCH:
		return SEVERITY_MINOR;
	case NOTE_STOPPED:
	case NOTE_ACTION_REFUSED:
		return SEVERITY_WARNING;
	case NOTE_PEER_RECOVERED:
	case NOTE_SPLIT_BRAIN_END:
	case NOTE_ADDRESS_CONFLICT_END:
	case NOTE_LINK_UP:
	case NOTE_CONFIG_MATCH:
	case NOTE_CHECK_PASSED:
		return SEVERITY_CLEARED;
	case NOTE_STARTED:
	case NOTE_SWITCHOVER:
	case NOTE_ROLE_CHANGE:
	case NOTE_FAILBACK:
	case NOTE_CONFIG_CHANGED:
	default:
		return SEVERITY_INDETERMINATE;
	}
}

enum note_kind note_clears(enum note_kind kind)
{
	/* table */
	static const enum note_kind raised[NOTE_LAST + 1] = {
		[NOTE_PEER_RECOVERED] = NOTE_PEER_LOST,
		[NOTE_SPLIT_BRAIN_END] = NOTE_SPLIT_BRAIN,
		[NOTE_ADDRESS_CONFLICT_END] = NOTE_ADDRESS_CONFLICT,
		[NOTE_LINK_UP] = NOTE_LINK_DOWN,
		[NOTE_CONFIG_MATCH] = NOTE_CONFIG_MISMATCH,
		[NOTE_CHECK_PASSED] = NOTE_CHECK_FAILED,
	};

	return (unsigned)kind <= NOTE_LAST ? raised[kind] : 0;
}

uint32_t note_bit(enum note_kind kind)
{
	return kind >= 1 && (unsigned)kind <= NOTE_LAST ? UINT32_C(1) << (kind - 1) : 0;
}
