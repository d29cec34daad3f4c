/*
 * fips - the table of F-IPs: there may be a thousand, so the first ones are shown and
 * the rest when it is asked for.
 *
 * What needs a look stands first, so that it is never among those left out.
 */

import { age, byId, fill, fillTable, part, setText } from "./elements.js";
import { contradictionOf, isPresent, momentOf } from "./status.js";

const SHOWN = 50;
const FILTERED_FROM = 10;
const STATE_TONES = { held: "good", claiming: "warn", conflict: "bad", failed: "bad" };

/* Whether the viewer wants all of them. */
let wantsAll = false;

function needsLook(fip) {
	return contradictionOf(fip) !== "" || Boolean(fip.outsider)
		|| ["conflict", "failed"].includes(fip.state);
}

function addressOf(fip) {
	return `${fip.address}/${fip.prefix_length}`;
}

function presenceParts(speech, fip) {
	const contradiction = contradictionOf(fip);
	if (contradiction !== "") {
		return part(speech.say(contradiction), { tone: "bad" });
	}
	const present = isPresent(fip);
	return part(present === null ? speech.say("notKnown") : speech.yes(present));
}

function conflictsPart(speech, fip) {
	const count = speech.number(fip.conflicts);
	if (typeof fip.outsider === "string" && fip.outsider !== "") {
		return part(speech.say("outsiderHere", { outsider: fip.outsider }), { tone: "bad" });
	}
	return fip.conflicts > 0
		? part(speech.say("lastConflict", { count, mac: fip.conflict_mac }), { tone: "warn" })
		: part(count);
}

function cellsOf(speech, status, fip) {
	const tone = Object.hasOwn(STATE_TONES, fip.state) ? STATE_TONES[fip.state] : "idle";
	return [
		part(addressOf(fip)),
		part(status.settings.interface),
		part(speech.word("fip_state", fip.state), { tone }),
		presenceParts(speech, fip),
		age(momentOf(status, fip.state_age_ms)),
		part(speech.number(fip.announcements)),
		conflictsPart(speech, fip),
	];
}

/* Those that match the filter, by address or state, the ones that need a look first. */
function findFips(speech, status) {
	const wanted = byId("fips-filter").value.trim().toLowerCase();
	const found = status.fips.filter((fip) => addressOf(fip).includes(wanted)
		|| speech.word("fip_state", fip.state).includes(wanted));
	return [...found.filter((fip) => needsLook(fip)),
		...found.filter((fip) => !needsLook(fip))];
}

function tellTools(speech, status, found, shown) {
	const count = speech.number(status.fips.length);
	const button = byId("fips-all");
	byId("fips-tools").hidden = status.fips.length < FILTERED_FROM;
	setText(byId("fips-shown"), speech.say("shown", { shown: speech.number(shown), count }));
	button.hidden = found.length <= SHOWN;
	setText(button, wantsAll ? speech.say("showFew", { count: SHOWN })
		: speech.say("showAll", { count: speech.number(found.length) }));
}

function tellSum(speech, status) {
	const held = status.fips.filter((fip) => fip.state === "held").length;
	const bad = status.fips.some((fip) => needsLook(fip));
	const text = status.fips.length === 0 ? speech.say("noFips") : speech.say("fipsSum", {
		count: speech.number(status.fips.length), held: speech.number(held),
	});
	fill(byId("fips-sum"), part(text, bad ? { tone: "bad" } : {}));
}

export function tellFips(speech, status) {
	const found = findFips(speech, status);
	const shown = wantsAll ? found : found.slice(0, SHOWN);
	tellSum(speech, status);
	tellTools(speech, status, found, shown.length);
	fillTable("fips", shown.map((fip) => cellsOf(speech, status, fip)));
}

/* Call back when the viewer wants to see others. */
export function onFipsWanted(callback) {
	byId("fips-filter").addEventListener("input", callback);
	byId("fips-all").addEventListener("click", () => {
		wantsAll = !wantsAll;
		callback();
	});
}
