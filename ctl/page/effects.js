/*
 * effects - what a change of settings will do, as sentences of wording.js with their
 * values: [name, values].
 *
 * fipd has found the change good before this is asked.
 */

const TIMING = ["interval", "count"];
const SCRIPT = ["proxy", "proxy_port", "direct_networks", "share_load", "peer_proxy",
	"peer_proxy_port"];

/* A span as fipd.yaml has it: "500 ms", "2 s", "2". */
function spanMs(text) {
	return parseFloat(text) * (text.endsWith("ms") ? 1 : 1000);
}

function redundancyEffects(wanted, { role }) {
	if (wanted.redundancy === "on") {
		return [["turnsOn"]];
	}
	return [["turnsOff"], ...(role.role === "active" ? [["givesUp"]] : [])];
}

function roleEffects(wanted, { settings }) {
	return [wanted.role === "active"
		? ["isPreferred", { failback: settings.failback }] : ["isNotPreferred"],
	["needsOtherRole"]];
}

function timingEffects(wanted, { settings }) {
	const interval = wanted.interval === undefined
		? settings.interval_ms : spanMs(wanted.interval);
	const count = Number(wanted.count ?? settings.count);
	return [["detects", { before: settings.interval_ms * settings.count,
		after: interval * count }], ["needsSame"]];
}

function fipsEffects({ role }) {
	return [[role.role === "active" ? "movesFips" : "listsFips"], ["needsSame"]];
}

/* What those do that take effect only while redundancy is on. */
function pairEffects(wanted, status) {
	const has = (name) => name in wanted;
	return [
		...(has("redundancy") ? redundancyEffects(wanted, status) : []),
		...(has("role") ? roleEffects(wanted, status) : []),
		...(has("peer") ? [["followsPeer", { after: wanted.peer }]] : []),
		...(has("port") ? [["needsSamePort"]] : []),
		...(TIMING.some(has) ? timingEffects(wanted, status) : []),
		...(has("fips") ? fipsEffects(status) : []),
	];
}

/* wanted: the new values by their settings' names. */
export function effectsOf(wanted, status) {
	const { settings, pac } = status;
	const isOn = (wanted.redundancy ?? (settings.redundancy ? "on" : "off")) === "on";
	if (SCRIPT.some((name) => name in wanted)) {
		return [[pac.enabled ? "scriptChanges" : "scriptIsOff"]];
	}
	if (!isOn) {
		return "redundancy" in wanted ? redundancyEffects(wanted, status) : [["whileOff"]];
	}
	return pairEffects(wanted, status);
}
