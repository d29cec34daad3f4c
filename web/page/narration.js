/*
 * narration - tells an event, or a reason, in the language of the page.
 *
 * In English fipd's own sentences are told.  Another language has one sentence for each
 * kind of event, in core/logic/model/events.def, which the members of the event fill.
 * What only fipd's own sentence says stands behind it, in English.
 */

import { part, sentence } from "./elements.js";

const NO_MAC = "00:00:00:00:00:00";
const OWN_WORDS = " {text}"; /* the end of a sentence that fipd's own shall follow */

/* Why an alarm is ended by the books alone: what its sentence says did not happen. */
const BY_THE_BOOKS = ["seenAnew", "toldAnew"];

/* An event is about one link, by its number, or about all of them. */
function linkNames(speech, { links }, number) {
	const names = links.map(({ name }) => String(name));
	return number > 0 ? names[number - 1] ?? String(number)
		: new Intl.ListFormat(speech.language).format(names);
}

function spanOf(speech, us) {
	return speech.exactSpan(Math.round(us / 1000));
}

function valuesOf(speech, status, event) {
	const { system, settings } = status;
	const role = (word) => speech.word("role", word);
	const reason = speech.word("reason", event.reason);
	return {
		node: system.node,
		peer: settings.peer_address,
		link: linkNames(speech, status, event.path),
		from: role(event.from),
		to: role(event.to),
		role: role(event.peer),
		because: event.reason === "none" ? "" : speech.say("because", { reason }),
		silence: event.silence_us > 0 && event.limit_us > 0 ? speech.say("silentFor", {
			span: spanOf(speech, event.silence_us), limit: spanOf(speech, event.limit_us),
		}) : "",
		mac: event.mac && event.mac !== NO_MAC ? speech.say("withMac", event) : "",
		text: "{text}",
	};
}

export function narrate(speech, status, event) {
	const told = speech.tellKind(event.kind, valuesOf(speech, status, event));
	if (told === null) {
		return sentence(event.text);
	}
	if (BY_THE_BOOKS.includes(event.reason)) {
		return part(speech.say("alarmEnded", { reason: speech.word("reason", event.reason) }));
	}
	return told.endsWith(OWN_WORDS)
		? [part(told.slice(0, -OWN_WORDS.length)), sentence(event.text)] : part(told);
}

/* A text of fipd's that may end with a reason: in another language that alone is told. */
export function tellText(speech, text, looks = {}) {
	const reason = speech.language === "en" ? null : speech.reasonOf(text);
	return part(reason ?? text, { english: reason === null, ...looks });
}
