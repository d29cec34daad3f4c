/*
 * status - what /api/v1/status gives, as the page wants to have it, and what can be
 * concluded from it.
 *
 * fipd's own groups keep the names of core/protocol/protocol.md.  What fipd-web adds to
 * them is named here and nowhere else on the page.
 */

const GROUPS = ["system", "settings", "page", "role", "peer", "counters", "outlook", "pac",
	"health"];
const LISTS = ["alarms", "links", "fips", "checks", "hooks"];

/* A move takes this long to be the same in fipd's status and in the kernel. */
const SETTLING_MS = 3000;

function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value) {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

/*
 * Return the status of an answer that arrived at a moment (see clock.js), or null if
 * fipd-web has never had one.  Its ages are those of that moment, also where the data is
 * older: knownAt.  Members may be missing (an older fipd): every group and list is there
 * all the same.
 */
export function readStatus(json, moment) {
	if (!isObject(json) || !isObject(json.system)) {
		throw new TypeError("no status");
	}
	const status = { moment, date: Date.now(), ...readAdditions(json) };
	GROUPS.forEach((name) => { status[name] = isObject(json[name]) ? json[name] : {}; });
	LISTS.forEach((name) => { status[name] = listOf(json[name]); });
	status.knownAt = moment - status.dataAgeMs;
	status.knownDate = status.date - status.dataAgeMs;
	return status.dataAgeMs < 0 ? null : status;
}

/* The moment of an age of the status, null: never. */
export function momentOf(status, ageMs) {
	return ageMs >= 0 ? status.moment - ageMs : null;
}

function readAdditions(json) {
	const web = isObject(json.web) ? json.web : {};
	return {
		events: listOf(json.history),
		verdict: isObject(json.verdict) ? json.verdict : null,
		webVersion: web.version,
		isStale: web.stale === true,
		dataAgeMs: Number.isFinite(web.data_age_ms) ? web.data_age_ms : 0,
	};
}

/* true, false, or null: not known. */
export function isPresent(fip) {
	return typeof fip.present === "boolean" ? fip.present : null;
}

/* Name what fipd and the kernel say differently of an F-IP, or return "". */
export function contradictionOf(fip) {
	const present = isPresent(fip);
	const settles = fip.state === "claiming" || fip.state_age_ms < SETTLING_MS;
	if (present === null || settles) {
		return "";
	}
	if (fip.state === "held") {
		return present ? "" : "heldNotPresent";
	}
	return present ? "presentNotHeld" : "";
}

export function refreshMs(status) {
	return Math.max(status.page.refresh_ms >= 0 ? status.page.refresh_ms : 10000, 250);
}

/* Whether the peer's words reach this node, so that its role is known. */
export function isPeerHeard(status) {
	return ["up", "degraded"].includes(status.peer.state);
}

/* Lost of all that should have come; null before the first one. */
export function lossOf(link) {
	const all = link.received + link.lost;
	return all > 0 ? link.lost / all : null;
}

/* The peer's version is major.minor only. */
export function doVersionsDiffer(status) {
	const own = String(status.system.version).split(".").slice(0, 2).join(".");
	return Boolean(status.peer.version) && status.peer.version !== own;
}

/* The links of which this node knows why nothing is heard there. */
export function troublesOf({ links }) {
	return links.filter(({ trouble }) => Boolean(trouble) && trouble !== "none");
}

/* What an operator should know besides roles and alarms: [name, tone, values]. */
export function conditionsOf(status) {
	const { settings, outlook, role, health } = status;
	const contradictions = status.fips.filter((fip) => contradictionOf(fip) !== "").length;
	/* table */
	return [
		[outlook.split, "split", "bad"],
		[contradictions > 0, "contradictions", "bad", { count: contradictions }],
		[outlook.conflict, "conflict", "bad"],
		[outlook.cut_off, "cutOff", "bad"],
		[outlook.unwell, "unwell", "bad"],
		[outlook.peer_unwell, "peerUnwell", "warn"],
		[health.known === false, "checksUnknown", "warn"],
		[settings.fence_lost, "fenceLost", "bad"],
		[settings.redundancy === false, "redundancyOff", "warn"],
		[outlook.maintenance && !(outlook.maintenance_ms > 0), "maintenance", "warn"],
		[outlook.maintenance_ms > 0, "maintenanceFor", "warn",
			{ span: outlook.maintenance_ms }],
		[outlook.peer_maintenance, "peerMaintenance", "warn"],
		[isMismatch(outlook), "mismatch", "warn", { reason: outlook.mismatch }],
		[isOutOfSync(status), "notInSync", "warn"],
		[doVersionsDiffer(status), "versionsDiffer", "note",
			{ own: status.system.version, peer: status.peer.version }],
		[outlook.pinned, "pinned", "note"],
		[outlook.peer_pinned, "peerPinned", "note"],
		[role.outcome === "inProgress", "actionRuns", "note"],
		[outlook.retry_ms > 0, "retry", "note", { span: outlook.retry_ms }],
		[outlook.damped_ms > 0, "damped", "warn", { span: outlook.damped_ms }],
		[outlook.modest_ms > 0, "modest", "note", { span: outlook.modest_ms }],
		[outlook.fault_ms > 0, "fault", "warn", { span: outlook.fault_ms }],
		[outlook.restart_ms > 0, "restart", "note", { span: outlook.restart_ms }],
	].filter(([holds]) => holds === true).map(([, ...condition]) => condition);
}

function isMismatch(outlook) {
	return Boolean(outlook.mismatch) && outlook.mismatch !== "none";
}

/* The digests are compared with what the peer said last; the mismatch says it better. */
function isOutOfSync(status) {
	return status.system.in_sync === false && isPeerHeard(status)
		&& !isMismatch(status.outlook);
}
