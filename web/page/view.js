/*
 * view - tells a status on the page.
 *
 * tell(speech, status) may be called as often as one likes, with another language too.
 */

import {
	age, byId, fill, fillFacts, fillItems, fillTable, part, setText,
} from "./elements.js";
import { tellChecks } from "./checks.js";
import { tellCounters, tellPac, tellSettings } from "./facts.js";
import { narrate, tellText } from "./narration.js";
import { conditionsOf, isPeerHeard, lossOf, momentOf, troublesOf } from "./status.js";

const EVENTS_SHOWN = 20;
const SAME_DATE_MS = 2000;

const ROLE_TONES = { active: "active", standby: "standby", fault: "bad", unknown: "unknown" };
const PEER_TONES = { degraded: "warn", communicationError: "bad", left: "warn",
	neverSeen: "warn" };
const LINK_TONES = { up: "good", oneWay: "warn", down: "bad" };
const VERDICT_TONES = { ok: "good", warning: "warn", critical: "bad" };
const SEVERITY_TONES = { critical: "bad", major: "bad", minor: "warn", warning: "warn",
	cleared: "good" };

function toneOf(tones, word, otherwise) {
	return Object.hasOwn(tones, word) ? tones[word] : otherwise;
}

function tellNode(speech, { system, settings }) {
	setText(byId("node"), String(system.node ?? "?"));
	const pair = speech.say("pairOf", { pair: system.pair ?? "?" });
	fill(byId("pair"), [part(settings.own_address), part(pair)]);
}

/* The judgement of fipd-web, in its words: what it is about is told behind it. */
function tellVerdict(speech, { verdict }) {
	byId("verdict").hidden = verdict === null;
	if (verdict === null) {
		return;
	}
	const word = part(speech.word("verdict", verdict.verdict),
		{ tone: toneOf(VERDICT_TONES, verdict.verdict, "unknown") });
	const object = verdict.object ? [tellText(speech, verdict.object, { quiet: true })] : [];
	fill(byId("verdict"), [word, part(speech.word("because", verdict.because)), ...object]);
}

function tellOwn(speech, status) {
	const { role, settings, system } = status;
	const word = speech.word("operating", role.role);
	fill(byId("own-role"), part(word, { tone: toneOf(ROLE_TONES, role.role, "warn") }));
	fill(byId("own-why"), role.reason_text ? tellText(speech, role.reason_text)
		: part(speech.word("reason", role.reason)));
	fillFacts("own-facts", [
		[speech.say("since"), [part(speech.date(role.date)),
			age(momentOf(status, role.age_ms))]],
		[speech.say("before"), part(speech.word("role", role.previous))],
		[speech.say("configuredRole"),
			part(speech.word("configured_role", settings.configured_role))],
		[speech.say("realIp"), part(settings.own_address)],
		[speech.say("version"), [part(system.version),
			age(momentOf(status, system.started_age_ms), "upFor")]],
	]);
}

/* What stands large for the peer: its role while it is heard, else why it is not. */
export function peerWord(speech, status) {
	return isPeerHeard(status)
		? speech.word("operating", status.peer.role)
		: speech.word("peer_state", status.peer.state);
}

function peerTone({ state, role }) {
	return toneOf(PEER_TONES, state, toneOf(ROLE_TONES, role, "warn"));
}

let peerSince = NaN;

/* The status has no date for this.  Answers take their time, the date stays put. */
function peerDate(status) {
	const date = status.peer.state_age_ms >= 0
		? status.date - status.peer.state_age_ms : NaN;
	if (!(Math.abs(date - peerSince) < SAME_DATE_MS)) {
		peerSince = date;
	}
	return peerSince;
}

function tellPeer(speech, status) {
	const { peer, settings } = status;
	fill(byId("peer-role"), part(peerWord(speech, status), { tone: peerTone(peer) }));
	byId("peer-help").hidden = peer.state !== "communicationError";
	fill(byId("peer-why"), [part(speech.word("peer_why", peer.state)),
		...troublesOf(status).map(({ name: link, trouble }) => part(speech.say("troubleOn",
			{ link, trouble: speech.word("link_trouble", trouble) }), { tone: "warn" }))]);
	fillFacts("peer-facts", [
		[speech.say("since"), [part(speech.date(peerDate(status))),
			age(momentOf(status, peer.state_age_ms))]],
		[speech.say("heard"), age(momentOf(status, peer.heard_age_ms), "ago")],
		[speech.say("restarts"), part(speech.number(peer.restarts))],
		[speech.say("realIp"), part(settings.peer_address)],
		[speech.say("version"), part(peer.version || speech.say("notKnown"))],
	]);
}

function tellConditions(speech, status) {
	fillItems("conditions", conditionsOf(status).map(([name, tone, values = {}]) => {
		const told = { ...values };
		if ("reason" in told) {
			told.reason = speech.word("reason", told.reason);
		}
		if ("span" in told) {
			told.span = speech.exactSpan(told.span);
		}
		if ("count" in told) {
			told.count = speech.number(told.count);
		}
		return [speech.say(name, told), tone];
	}));
}

function severityPart(speech, { severity }) {
	const tone = toneOf(SEVERITY_TONES, severity, "note");
	return part(speech.word("severity", severity), { tone });
}

function tellAlarms(speech, status) {
	const { alarms } = status;
	const count = alarms.length;
	fill(byId("alarms-sum"), count === 0
		? part(speech.say("noAlarm"), { tone: "good" })
		: part(speech.say("openAlarms", { count }), { tone: "bad" }));
	fillTable("alarms", alarms.map((alarm) => [
		severityPart(speech, alarm),
		part(speech.date(alarm.date)),
		part(speech.word("kind", alarm.kind)),
		narrate(speech, status, alarm),
	]));
}

function stateParts(speech, { state, trouble }) {
	const word = part(speech.word("link_state", state),
		{ tone: toneOf(LINK_TONES, state, "unknown") });
	return !trouble || trouble === "none"
		? word : [word, part(speech.word("link_trouble", trouble), { tone: "warn" })];
}

function lossParts(speech, link) {
	const loss = lossOf(link);
	return part(loss === null ? "–" : speech.say("lossOf", {
		percent: (loss * 100).toFixed(2), lost: speech.number(link.lost),
	}));
}

/* 0: not measured yet. */
function tripPart(us) {
	return part(us > 0 ? `${(us / 1000).toFixed(2)} ms` : "–");
}

function linkCells(speech, status, link) {
	return [
		[part(link.name), ...(link.interface === link.name ? []
			: [part(link.interface, { quiet: true })])],
		[part(link.own_address), part(`→ ${link.peer_address}`)],
		stateParts(speech, link),
		age(momentOf(status, link.state_age_ms)),
		age(momentOf(status, link.heard_age_ms), "ago"),
		lossParts(speech, link),
		tripPart(link.round_trip_us),
		tripPart(link.jitter_us),
	];
}

function tellLinks(speech, status) {
	const count = status.links.length;
	const up = status.links.filter((link) => link.state === "up").length;
	fill(byId("links-sum"), part(speech.say("linksSum", { count, up }),
		{ tone: up === count ? "good" : up === 0 ? "bad" : "warn" }));
	fillTable("links", status.links.map((link) => linkCells(speech, status, link)));
}

function tellEvents(speech, status) {
	fillTable("events", status.events.slice(-EVENTS_SHOWN).reverse().map((event) => [
		part(speech.date(event.date)),
		severityPart(speech, event),
		part(speech.word("kind", event.kind)),
		narrate(speech, status, event),
	]));
}

function tellVersions(speech, { system, peer, webVersion }) {
	const unknown = speech.say("notKnown");
	const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	fill(byId("versions"), [
		part(speech.say("versions", { own: system.version ?? unknown,
			peer: peer.version || unknown, web: webVersion ?? unknown })),
		part(speech.say("zone", { zone })),
	]);
}

/* One sentence for those who do not see the page; said again only when it changes. */
function announce(speech, status) {
	setText(byId("announcement"), speech.say("announcement", {
		node: status.system.node,
		own: speech.word("operating", status.role.role),
		peer: peerWord(speech, status),
		alarms: status.alarms.length,
	}));
}

/* What the browser's tab says of a status. */
export function titleOf(speech, { role, system, alarms }) {
	const name = alarms.length > 0 ? "titleAlarms" : "titleNow";
	return speech.say(name, {
		role: speech.word("role", role.role).toUpperCase(),
		node: system.node, count: alarms.length,
	});
}

export function tell(speech, status) {
	[tellNode, tellVerdict, tellOwn, tellPeer, tellConditions, tellAlarms, tellChecks, tellLinks,
		tellEvents, tellSettings, tellPac, tellCounters, tellVersions, announce]
		.forEach((tellPart) => tellPart(speech, status));
}
