#include "logic/note.h"

/* flat switch */
enum severity note_severity(enum note_kind kind)
{
	switch (kind) {
	case NOTE_SPLIT_BRAIN:
		return SEVERITY_CRITICAL;
	case NOTE_FAILOVER:
	case NOTE_PEER_LOST:
	case NOTE_ADDRESS_CONFLICT:
		return SEVERITY_MAJOR;
	case NOTE_FIP_RESTORED:
		return SEVERITY_MINOR;
	case NOTE_STOPPED:
	case NOTE_ACTION_REFUSED:
		return SEVERITY_WARNING;
	case NOTE_PEER_RECOVERED:
	case NOTE_SPLIT_BRAIN_END:
	case NOTE_ADDRESS_CONFLICT_END:
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
	if (kind == NOTE_PEER_RECOVERED) {
		return NOTE_PEER_LOST;
	}
	if (kind == NOTE_SPLIT_BRAIN_END) {
		return NOTE_SPLIT_BRAIN;
	}
	if (kind == NOTE_ADDRESS_CONFLICT_END) {
		return NOTE_ADDRESS_CONFLICT;
	}
	return 0;
}
