/*
 * facts - tells settings, PAC service and counters: what changes seldom, at the foot of
 * the page.
 */

import { age, fillFacts, part, sentence } from "./elements.js";
import { momentOf, proxiesOf } from "./status.js";

function actionFacts(speech, role) {
	const facts = [];
	if (role.outcome && role.outcome !== "idle") {
		facts.push([speech.say("lastAction"), [part(speech.word("outcome", role.outcome)),
			part(role.outcome_text, { english: true, quiet: true })]]);
	}
	if (role.refusal_text) {
		facts.push([speech.say("lastRefusal"), sentence(role.refusal_text)]);
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

/* IPv6 addresses in brackets, as in the script itself. */
function proxyText(speech, pac, { name, host, port, weight }) {
	const text = String(host ?? "");
	const proxy = `${text.includes(":") ? `[${text}]` : text}:${port}`;
	const told = speech.say(name, { proxy });
	return pac.split === "hash" ? speech.say("weight", { proxy: told, weight }) : told;
}

function networksPart(networks, otherwise) {
	const list = Array.isArray(networks) ? networks : [];
	return part(list.length > 0 ? list.join(", ") : otherwise);
}

function pacFacts(speech, pac) {
	const [first, second] = proxiesOf(pac).map((proxy) => proxyText(speech, pac, proxy));
	return [
		[speech.say("share"), part(pac.share
			? speech.say("shared", { split: speech.word("pac_split", pac.split) })
			: speech.say("firstOnly"))],
		[speech.say("firstProxy"), part(first)],
		[speech.say("secondProxy"), part(second)],
		[speech.say("direct"), networksPart(pac.direct_networks, speech.say("none"))],
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
