#include "words/narrate.h"

#include <string.h>

/* Each list is indexed by the number of the enumeration; the gaps have no word. */

/* table */
static const char *const role_words[ROLE_DISABLED + 1] = {
	[ROLE_UNKNOWN] = "unknown",
	[ROLE_INITIAL] = "initial",
	[ROLE_STANDBY] = "standby",
	[ROLE_CLAIMING] = "claiming",
	[ROLE_ACTIVE] = "active",
	[ROLE_RELEASING] = "releasing",
	[ROLE_HELD] = "held",
	[ROLE_FAULT] = "fault",
	[ROLE_DISABLED] = "disabled",
};

/* table */
static const char *const reason_words[REASON_LAST + 1] = {
	[REASON_NONE] = "none",
	[REASON_STARTED] = "started",
	[REASON_RESTARTED] = "restarted",
	[REASON_PEER_SILENT] = "peerSilent",
	[REASON_PEER_LEFT] = "peerLeft",
	[REASON_PEER_FAULT] = "peerFault",
	[REASON_PEER_ACTIVE] = "peerActive",
	[REASON_PEER_PASSIVE] = "peerPassive",
	[REASON_FAILBACK] = "failback",
	[REASON_SWITCHOVER] = "switchover",
	[REASON_HANDOVER_TIMEOUT] = "handoverTimeout",
	[REASON_DUEL] = "duel",
	[REASON_DEAF] = "deaf",
	[REASON_ANSWERED_BY_PEER] = "answeredByPeer",
	[REASON_ADDRESS_CONFLICT] = "addressConflict",
	[REASON_SEGMENT_SILENT] = "segmentSilent",
	[REASON_LEASE_EXPIRED] = "leaseExpired",
	[REASON_STALLED] = "stalled",
	[REASON_INTERFACE_DOWN] = "interfaceDown",
	[REASON_KERNEL_REFUSED] = "kernelRefused",
	[REASON_REMOVED_TOO_OFTEN] = "removedTooOften",
	[REASON_RECOVERED] = "recovered",
	[REASON_DISABLED] = "disabled",
	[REASON_PEER_SETTLING] = "peerSettling",
	[REASON_PEER_UNSTABLE] = "peerUnstable",
	[REASON_ONE_WAY] = "oneWay",
	[REASON_PEER_REFUSES] = "peerRefuses",
	[REASON_NOT_AUTHENTIC] = "notAuthentic",
	[REASON_LINK_UNUSABLE] = "linkUnusable",
	[REASON_BOTH_PREFERRED] = "bothPreferred",
	[REASON_NONE_PREFERRED] = "nonePreferred",
	[REASON_FIPS_DIFFER] = "fipsDiffer",
	[REASON_TIMING_DIFFERS] = "timingDiffers",
	[REASON_MAINTENANCE] = "maintenance",
	[REASON_PEER_MAINTENANCE] = "peerMaintenance",
	[REASON_NO_REFERENCE] = "noReference",
	[REASON_FORCED] = "forced",
};

/* table */
static const char *const reason_texts[REASON_LAST + 1] = {
	[REASON_NONE] = "no reason was given",
	[REASON_STARTED] = "redundancy was started on this node",
	[REASON_RESTARTED] = "fipd was restarted and the F-IPs were still held",
	[REASON_PEER_SILENT] = "the peer is silent",
	[REASON_PEER_LEFT] = "the peer stopped or gave up the F-IPs",
	[REASON_PEER_FAULT] = "the peer is in fault and cannot hold the F-IPs",
	[REASON_PEER_ACTIVE] = "the peer is active",
	[REASON_PEER_PASSIVE] = "neither node was active",
	[REASON_FAILBACK] = "the F-IPs return to the preferred node",
	[REASON_SWITCHOVER] = "the operator moved the F-IPs",
	[REASON_HANDOVER_TIMEOUT] = "the peer did not confirm the handover in time",
	[REASON_DUEL] = "both nodes were active and this one gave way",
	[REASON_DEAF] = "both nodes were active and the peer does not hear this one",
	[REASON_ANSWERED_BY_PEER] = "the silent peer still answers for an F-IP",
	[REASON_ADDRESS_CONFLICT] = "a third host answers for an F-IP",
	[REASON_SEGMENT_SILENT] = "nobody answers for the F-IPs any more",
	[REASON_LEASE_EXPIRED] = "the kernel's lease of an F-IP ran out",
	[REASON_STALLED] = "this node was stopped for longer than is safe",
	[REASON_INTERFACE_DOWN] = "the interface of the F-IPs is down or missing",
	[REASON_KERNEL_REFUSED] = "the kernel refused an F-IP",
	[REASON_REMOVED_TOO_OFTEN] = "somebody on this host keeps removing an F-IP",
	[REASON_RECOVERED] = "the fault is over",
	[REASON_DISABLED] = "redundancy is off",
	[REASON_PEER_SETTLING] = "the peer is up and decides first",
	[REASON_PEER_UNSTABLE] = "the peer restarts too often",
	[REASON_ONE_WAY] = "the peer does not hear this node",
	[REASON_PEER_REFUSES] = "nobody listens on the peer's monitor port",
	[REASON_NOT_AUTHENTIC] = "the peer's heartbeats bear a wrong seal: the keys "
				 "differ",
	[REASON_LINK_UNUSABLE] = "this node cannot send there",
	[REASON_BOTH_PREFERRED] = "both nodes have the configured role active",
	[REASON_NONE_PREFERRED] = "both nodes have the configured role standby",
	[REASON_FIPS_DIFFER] = "the nodes list different F-IPs",
	[REASON_TIMING_DIFFERS] = "the nodes have different interval or count",
	[REASON_MAINTENANCE] = "this node is in maintenance",
	[REASON_PEER_MAINTENANCE] = "the peer is in maintenance",
	[REASON_NO_REFERENCE] = "no reference address answers",
	[REASON_FORCED] = "the operator wanted it, whatever the peer says",
};

/* table */
static const char *const kind_words[EVENT_LAST + 1] = {
	[EVENT_STARTED] = "started",
	[EVENT_STOPPED] = "stopped",
	[EVENT_SWITCHOVER] = "switchover",
	[EVENT_ROLE_CHANGE] = "roleChange",
	[EVENT_FAILBACK] = "failback",
	[EVENT_FAILOVER] = "failover",
	[EVENT_PEER_LOST] = "peerLost",
	[EVENT_PEER_RECOVERED] = "peerRecovered",
	[EVENT_SPLIT_BRAIN] = "splitBrain",
	[EVENT_SPLIT_BRAIN_END] = "splitBrainEnd",
	[EVENT_ADDRESS_CONFLICT] = "addressConflict",
	[EVENT_ADDRESS_CONFLICT_END] = "addressConflictEnd",
	[EVENT_CONFIG_CHANGED] = "configChanged",
	[EVENT_FIP_RESTORED] = "fipRestored",
	[EVENT_ACTION_REFUSED] = "actionRefused",
	[EVENT_LINK_DOWN] = "linkDown",
	[EVENT_LINK_UP] = "linkUp",
	[EVENT_CONFIG_MISMATCH] = "configMismatch",
	[EVENT_CONFIG_MATCH] = "configMatch",
	[EVENT_CHECK_FAILED] = "checkFailed",
	[EVENT_CHECK_PASSED] = "checkPassed",
};

/* table */
static const char *const severity_words[SEVERITY_WARNING + 1] = {
	[SEVERITY_CLEARED] = "cleared",
	[SEVERITY_INDETERMINATE] = "indeterminate",
	[SEVERITY_CRITICAL] = "critical",
	[SEVERITY_MAJOR] = "major",
	[SEVERITY_MINOR] = "minor",
	[SEVERITY_WARNING] = "warning",
};

/* Numbers come from other programs too, so any may be asked for. */
static const char *word_of(const char *const *words, unsigned last, unsigned number)
{
	return number > last || words[number] == NULL ? "unknown" : words[number];
}

static unsigned number_of(const char *const *words, unsigned last, const char *word)
{
	for (unsigned number = 1; number <= last; number++) {
		if (strcmp(words[number], word) == 0) {
			return number;
		}
	}
	return 0;
}

const char *narrate_role(enum role role)
{
	return word_of(role_words, ROLE_DISABLED, role);
}

enum role narrate_role_of(const char *word)
{
	return (enum role)number_of(role_words, ROLE_DISABLED, word);
}

const char *narrate_reason(enum reason reason)
{
	return word_of(reason_words, REASON_LAST, reason);
}

enum reason narrate_reason_of(const char *word)
{
	return (enum reason)number_of(reason_words, REASON_LAST, word);
}

const char *narrate_reason_text(enum reason reason)
{
	return word_of(reason_texts, REASON_LAST, reason);
}

const char *narrate_kind(enum event_kind kind)
{
	return word_of(kind_words, EVENT_LAST, kind);
}

enum event_kind narrate_kind_of(const char *word)
{
	return (enum event_kind)number_of(kind_words, EVENT_LAST, word);
}

const char *narrate_severity(enum severity severity)
{
	return word_of(severity_words, SEVERITY_WARNING, severity);
}
