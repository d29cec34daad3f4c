#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "drill/drill.h"
#include "model/settings.h"
#include "output/duration.h"
#include "protocol/words.h"
#include "words/narrate.h"

enum {
	ROOM_MIB = 32, /* recording and journal may have more than 16 */
	MIB_BYTES = 1024 * 1024,
};

/* What is looked at, and where findings go. */
struct view {
	const struct status *status;
	struct checkup *checkup;
	bool taker_here; /* this node would take the F-IPs over */
};

#define ADD(view, health, subject, ...)                                                \
	checkup_add((view)->checkup, health, subject, __VA_ARGS__)

static bool hears_peer(const struct status *status)
{
	return status->peer_state == PEER_UP || status->peer_state == PEER_DEGRADED;
}

static void examine_role(const struct view *view)
{
	const struct status *status = view->status;
	const char *role = narrate_role((enum role)status->role);
	const char *peer_role = narrate_role((enum role)status->peer_role);

	if (status->role == ROLE_ACTIVE && status->peer_role == ROLE_STANDBY) {
		ADD(view, HEALTH_GOOD, "roles", "this node is active, and %s stands by",
			status->peer_address);
	} else if (status->role == ROLE_STANDBY && status->peer_role == ROLE_ACTIVE) {
		ADD(view, HEALTH_GOOD, "roles", "%s is active, and this node stands by",
			status->peer_address);
	} else if (status->role == ROLE_DISABLED) {
		ADD(view, HEALTH_FAULT, "roles",
			"redundancy is off here: `fipctl set redundancy=on`");
	} else {
		ADD(view, HEALTH_FAULT, "roles",
			"this node is %s%s%s and the peer %s; one of them must be "
			"active, the other one standby",
			role, status->role == ROLE_FAULT ? ": " : "",
			status->role == ROLE_FAULT ? status->reason_text : "",
			hears_peer(status) ? peer_role : "not heard");
	}
}

/* flat switch */
static const char *describe_peer(const struct status *status)
{
	switch ((enum peer_state)status->peer_state) {
	case PEER_NEVER_SEEN:
		return "has not been heard since fipd started here";
	case PEER_UP:
		return "hears this node and can hold the F-IPs";
	case PEER_DEGRADED:
		return "is heard, and does not hear this node or cannot hold the F-IPs";
	case PEER_COMMUNICATION_ERROR:
		return "is silent";
	case PEER_LEFT:
		return "has been stopped";
	}
	return "is in a state that this fipctl does not know";
}

static void examine_peer(const struct view *view)
{
	const struct status *status = view->status;

	ADD(view, status->peer_state == PEER_UP ? HEALTH_GOOD : HEALTH_FAULT, "peer",
		"%s %s", status->peer_address, describe_peer(status));
}

static bool has_link_up(const struct status *status)
{
	for (uint32_t i = 0; i < status->link_count; i++) {
		if (status->links[i].state == LINK_UP) {
			return true;
		}
	}
	return false;
}

static void examine_link(const struct view *view, const struct link_status *link)
{
	char heard[DURATION_TEXT_BYTES];
	bool up = link->state == LINK_UP;
	bool troubled = link->trouble > LINK_TROUBLE_NONE;

	duration_text(heard, link->heard_age_ms);
	ADD(view,
		up                          ? HEALTH_GOOD
		: has_link_up(view->status) ? HEALTH_NOTE
					    : HEALTH_FAULT,
		"link", "%s is %s, heard %s%s; round trip %.1f ms%s%s", link->name,
		words_text(&words_link_state, link->state), heard,
		link->heard_age_ms < 0 ? "" : " ago",
		(double)link->round_trip_us / MS_US, troubled ? "; trouble: " : "",
		troubled ? words_text(&words_link_trouble, link->trouble) : "");
}

static void examine_links(const struct view *view)
{
	const struct status *status = view->status;

	for (uint32_t i = 0; i < status->link_count; i++) {
		examine_link(view, &status->links[i]);
	}
	if (status->link_count == 1) {
		ADD(view, HEALTH_GOOD, "link",
			"there is no second one: where this way alone is cut, both "
			"nodes ask the segment");
	}
}

static void examine_maintenance(const struct view *view)
{
	const struct status *status = view->status;

	if (status->config.maintenance) {
		ADD(view, view->taker_here ? HEALTH_FAULT : HEALTH_NOTE, "maintenance",
			"this node is in maintenance%s; `fipctl maintenance off` ends "
			"that",
			view->taker_here ? " and takes nothing over" : "");
	}
	if (status->outlook.peer_maintenance) {
		ADD(view, view->taker_here ? HEALTH_NOTE : HEALTH_FAULT, "maintenance",
			"%s is in maintenance%s; `fipctl maintenance off` there ends "
			"that",
			status->peer_address,
			view->taker_here ? "" : " and takes nothing over");
	}
}

static void examine_agreement(const struct view *view)
{
	const struct status *status = view->status;

	if (status->fip_count == 0) {
		ADD(view, HEALTH_FAULT, "F-IPs", "none is configured here");
	} else if (!hears_peer(status)) {
		ADD(view, HEALTH_NOTE, "F-IPs",
			"%" PRIu32 " here; whether the peer has the same is not known",
			status->fip_count);
	} else if (!status->in_sync) {
		ADD(view, HEALTH_FAULT, "F-IPs",
			"the peer's list is another one: compare `fips` of `fipctl "
			"show config` on both nodes");
	} else {
		ADD(view, HEALTH_GOOD, "F-IPs",
			"both nodes have the same list of %" PRIu32, status->fip_count);
	}
	if (status->outlook.mismatch > REASON_NONE) {
		ADD(view, HEALTH_NOTE, "settings",
			"the nodes contradict each other: %s",
			narrate_reason_text((enum reason)status->outlook.mismatch));
	} else if (hears_peer(status)) {
		ADD(view, HEALTH_GOOD, "settings",
			"roles and timing of the nodes agree");
	}
}

/* Return what is wrong with an F-IP on this node, NULL: nothing. */
static const char *find_misplaced(
	const struct status *status, const struct fip_status *fip)
{
	if (fip->outsider[0] != '\0') {
		return "was set on this host by somebody else than fipd";
	}
	if (status->role == ROLE_ACTIVE && fip->state != FIP_HELD) {
		return "is not held here, though this node is active";
	}
	if (status->role == ROLE_STANDBY && fip->state == FIP_HELD) {
		return "is held here, though this node stands by";
	}
	return NULL;
}

/* What fipd has heard of the segment: it asks it itself, again and again. */
static void examine_segment(const struct view *view)
{
	const struct status *status = view->status;
	size_t before = view->checkup->count;

	for (uint32_t i = 0; i < status->fip_count; i++) {
		const struct fip_status *fip = &status->fips[i];
		const char *misplaced = find_misplaced(status, fip);

		if (misplaced != NULL) {
			ADD(view, HEALTH_FAULT, "segment", "%s %s", fip->address,
				misplaced);
		}
		if (status->outlook.conflict && fip->conflict_mac[0] != '\0') {
			ADD(view, HEALTH_FAULT, "segment",
				"%s answers for %s: whoever takes over asks first and "
				"would not take it",
				fip->conflict_mac, fip->address);
		}
	}
	if (status->outlook.split) {
		ADD(view, HEALTH_FAULT, "segment", "both nodes are active");
	}
	if (view->checkup->count == before) {
		ADD(view, HEALTH_GOOD, "segment",
			"fipd has heard no other host answer for an F-IP");
	}
}

static void examine_references(const struct view *view)
{
	const struct status *status = view->status;

	if (status->references[0] == '\0') {
		ADD(view, HEALTH_GOOD, "references",
			"none is configured: in a full cut both nodes would be active");
	} else if (status->outlook.cut_off) {
		ADD(view, HEALTH_FAULT, "references", "none of %s answers this node",
			status->references);
	} else {
		ADD(view, HEALTH_GOOD, "references", "%s: this node is not cut off",
			status->references);
	}
}

static void examine_lease(const struct view *view)
{
	const struct status *status = view->status;
	char fence[DURATION_TEXT_BYTES];

	if (status->fence_ms == 0) {
		ADD(view, HEALTH_GOOD, "lease",
			"%" PRIu32 " s: a dead node's kernel has dropped the F-IPs by "
			"then",
			status->lease_s);
	} else if (status->fence_lost) {
		ADD(view, HEALTH_FAULT, "fence",
			"it is needed with this timing and does not work here: a fipd "
			"that is frozen would keep the F-IPs too long; the log of fipd "
			"says why");
	} else {
		ADD(view, HEALTH_GOOD, "fence",
			"it removes the F-IPs of a frozen fipd after %s; the lease is "
			"%" PRIu32 " s",
			duration_text(fence, status->fence_ms), status->lease_s);
	}
}

static void examine_wait(
	const struct view *view, enum health health, int64_t span_ms, const char *text)
{
	char span[DURATION_TEXT_BYTES];

	if (span_ms > 0) {
		ADD(view, health, "waiting", "for another %s %s",
			duration_text(span, span_ms), text);
	}
}

static void examine_waits(const struct view *view)
{
	const struct outlook *outlook = &view->status->outlook;

	examine_wait(view, view->taker_here ? HEALTH_FAULT : HEALTH_NOTE,
		outlook->fault_ms,
		"the kernel here is not asked again after its refusal; `fipctl "
		"clear-fault` ends that");
	examine_wait(view, HEALTH_NOTE, outlook->damped_ms,
		"the peer, which restarts too often, gets no failback; a crash or an "
		"operator still moves the F-IPs");
	examine_wait(view, HEALTH_NOTE, outlook->modest_ms,
		"this node, which was unwell a moment ago, stands back");
	examine_wait(view, HEALTH_NOTE, outlook->retry_ms,
		"a failback that failed is not tried again");
	examine_wait(view, HEALTH_NOTE, outlook->restart_ms,
		"a stop of fipd here is a planned restart and moves nothing");
}

/* Who is not well takes over from the dead only. */
static void examine_check(const struct view *view, const struct check_status *check)
{
	bool demotes = check->state == CHECK_FAILED && check->effect == CHECK_DEMOTE;

	if (check->state == CHECK_PASSED) {
		ADD(view, HEALTH_GOOD, "check", "%s: passed here", check->name);
	} else if (demotes && view->taker_here) {
		ADD(view, HEALTH_FAULT, "check",
			"%s: failed here, so this node takes over from a dead peer "
			"only",
			check->name);
	} else {
		ADD(view, HEALTH_NOTE, "check", "%s: %s here%s", check->name,
			words_text(&words_check_state, check->state),
			demotes ? ": the F-IPs move by themselves if the peer is well"
				: "");
	}
}

static void examine_checks(const struct view *view)
{
	const struct status *status = view->status;

	for (uint32_t i = 0; i < status->check_count; i++) {
		examine_check(view, &status->checks[i]);
	}
	if (status->outlook.peer_unwell && !view->taker_here) {
		ADD(view, HEALTH_FAULT, "check",
			"one has failed on the peer, so it takes over from a dead node "
			"only");
	}
}

static void examine_disk(const struct view *view, const char *path)
{
	struct statvfs disk;
	uint64_t free_mib;

	if (statvfs(path, &disk) != 0) {
		ADD(view, HEALTH_NOTE, "disk", "%s: %s", path, strerror(errno));
		return;
	}
	free_mib = (uint64_t)disk.f_bavail * disk.f_frsize / MIB_BYTES;
	if ((disk.f_flag & ST_RDONLY) != 0) {
		ADD(view, HEALTH_NOTE, "disk",
			"%s is on a disk that is read-only: a takeover works, and "
			"nothing is kept of it",
			path);
	} else {
		ADD(view, free_mib < ROOM_MIB ? HEALTH_NOTE : HEALTH_GOOD, "disk",
			"%s has %" PRIu64 " MiB free", path, free_mib);
	}
}

/* What is open and stands in no other line yet is worth a look before anything moves.
 */
static void examine_alarms(const struct view *view)
{
	const struct alarms *alarms = &view->status->alarms;

	for (uint32_t i = 0; i < alarms->count; i++) {
		ADD(view, HEALTH_NOTE, "alarm", "%s: %s",
			narrate_kind(alarms->list[i].event.kind), alarms->list[i].text);
	}
}

void drill_examine(
	struct checkup *checkup, const struct status *status, const char *path)
{
	const struct view view = { .status = status,
		.checkup = checkup,
		.taker_here = status->role != ROLE_ACTIVE };

	examine_role(&view);
	examine_peer(&view);
	examine_links(&view);
	examine_maintenance(&view);
	examine_agreement(&view);
	examine_lease(&view);
	examine_references(&view);
	examine_waits(&view);
	examine_checks(&view);
	examine_disk(&view, path);
	examine_segment(&view);
	examine_alarms(&view);
}
