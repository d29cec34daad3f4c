/*
 * checks - the table of service checks and hooks, which is there where some are
 * configured.
 */

import { age, byId, fill, fillTable, part } from "./elements.js";
import { tellText } from "./narration.js";
import { momentOf } from "./status.js";

const STATE_TONES = { passed: "good", worked: "good", failed: "bad", unknown: "unknown" };

function statePart(speech, words, state) {
	const tone = Object.hasOwn(STATE_TONES, state) ? STATE_TONES[state] : "idle";
	return part(speech.word(words, state), { tone });
}

function checkCells(speech, status, check) {
	return [
		[part(check.name), part(speech.word("check_kind", check.kind), { quiet: true })],
		part(speech.word("check_effect", check.effect)),
		statePart(speech, "check_state", check.state),
		age(momentOf(status, check.state_age_ms)),
		[part(check.target), tellText(speech, check.text, { quiet: true })],
	];
}

function hookCells(speech, status, hook) {
	const runs = speech.say("hookRuns", {
		count: speech.number(hook.runs), failures: speech.number(hook.failures),
	});
	return [
		part(hook.name),
		part(speech.say("hook")),
		statePart(speech, "hook_state", hook.state),
		age(momentOf(status, hook.ended_age_ms), "ago"),
		[part(runs), tellText(speech, hook.text, { quiet: true })],
	];
}

function tellSum(speech, { checks }) {
	const count = checks.length;
	const passed = checks.filter(({ state }) => state === "passed").length;
	const failed = checks.some(({ state }) => state === "failed");
	fill(byId("checks-sum"), part(speech.say("checksSum", { count, passed }),
		{ tone: failed ? "bad" : passed === count ? "good" : "warn" }));
}

export function tellChecks(speech, status) {
	const { checks, hooks } = status;
	byId("checks-place").hidden = checks.length + hooks.length === 0;
	tellSum(speech, status);
	fillTable("checks", [
		...checks.map((check) => checkCells(speech, status, check)),
		...hooks.map((hook) => hookCells(speech, status, hook)),
	]);
}
