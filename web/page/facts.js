/*
 * facts - tells settings, PAC service and counters: what changes seldom, at the foot of
 * the page.
 */

import { age, fillFacts, part } from "./elements.js";
import { tellText } from "./narration.js";
import { momentOf } from "./status.js";

function actionFacts(speech, role) {
	const facts = [];
	if (role.outcome && role.outcome !== "idle") {
		facts.push([speech.say("lastAction"), [part(speech.word("outcome", role.outcome)),
			tellText(speech, role.outcome_text, { quiet: true })]]);
	}
	if (role.refusal_text) {
		facts.push([speech.say("lastRefusal"), tellText(speech, role.refusal_text)]);
	}
	return facts;
}

function leaseText(speech, settings) {
	const lease = speech.exactSpan(settings.lease_s * 1000);
	return settings.fence_ms > 0
		? [part(lease), part(speech.say("fence", { span: speech.exactSpan(settings.fence_ms) }))]
		: part(lease);
}

export function tellSettings(speech, status) {
	const { settings, role } = status;
	fillFacts("settings", [
		[speech.say("redundancy"), part(speech.onOff(settings.redundancy))],
		[speech.say("interval"), part(speech.exactSpan(settings.interval_ms))],
		[speech.say("count"), part(speech.number(settings.count))],
		[speech.say("detection"), part(speech.exactSpan(settings.detection_ms))],
		[speech.say("lease"), leaseText(speech, settings)],
		[speech.say("failback"), part(speech.say("failbackAfter", {
			failback: speech.word("failback", settings.failback),
			span: speech.exactSpan(settings.failback_delay_ms),
		}))],
		[speech.say("outsiders"), part(speech.word("outsiders", settings.outsiders))],
		[speech.say("port"), part(`UDP ${settings.port}`)],
		[speech.say("changed"),
			age(momentOf(status, status.system.changed_age_ms), "ago")],
		...actionFacts(speech, role),
	]);
}

/* Which clients have which proxy first. */
function spreadText(speech, pac) {
	if (!pac.share) {
		return speech.say(pac.first ? "allHere" : "allThere");
	}
	return pac.split === "hash"
		? speech.say("byHash", { own: pac.proxy_weight, peer: pac.peer_proxy_weight })
		: speech.say(pac.first ? "evenHere" : "evenThere");
}

function networksPart(networks, otherwise) {
	const list = Array.isArray(networks) ? networks : [];
	return part(list.length > 0 ? list.join(", ") : otherwise);
}

/* This node's proxy, then the other, whichever is the first in the script. */
function pacFacts(speech, pac) {
	return [
		[speech.say("share"), [part(speech.onOff(pac.share)),
			part(spreadText(speech, pac), { quiet: true })]],
		[speech.say("ownProxyHost"), part(pac.proxy)],
		[speech.say("ownProxyPort"), part(pac.proxy_port)],
		[speech.say("peerProxyHost"), part(pac.peer_proxy)],
		[speech.say("peerProxyPort"), part(pac.peer_proxy_port)],
		[speech.say("direct"), networksPart(pac.direct_networks, speech.say("none"))],
		[speech.say("plainNames"), part(speech.say(
			pac.direct_plain_names === false ? "byProxy" : "isDirect"))],
		[speech.say("clients"), networksPart(pac.client_networks, speech.say("everybody"))],
		[speech.say("requests"), part(speech.number(pac.requests))],
	];
}

export function tellPac(speech, { pac }) {
	const service = part(speech.onOff(pac.enabled) + (pac.enabled ? `, TCP ${pac.port}` : ""));
	fillFacts("pac", [[speech.say("pacService"), service],
		...(pac.enabled ? pacFacts(speech, pac) : [])]);
}

export function tellCounters(speech, { counters }) {
	const number = (label, name) => [speech.say(label), part(speech.number(counters[name]))];
	const span = (label, name) => [speech.say(label), part(speech.exactSpan(counters[name]))];
	fillFacts("counters", [
		number("failovers", "failovers"),
		number("failbacks", "failbacks"),
		number("switchovers", "switchovers"),
		number("activations", "activations"),
		number("splitBrains", "split_brains"),
		span("activeTime", "active_ms"),
		span("dualTime", "dual_active_ms"),
		span("longestTakeover", "longest_takeover_ms"),
		number("lateWakeups", "late_wakeups"),
	]);
}
