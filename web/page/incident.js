/*
 * incident - draws the last move of the F-IPs, as `fipctl incident --html` draws it: the
 * nodes are lanes, bars show who was active, red where nothing of the peer was heard, and
 * triangles what was decided.
 *
 * It is this node's view, from the events that the page has: the peer's lane is what this
 * node knew of it.  Both views, with every heartbeat, are in the nodes' recordings, which
 * are not for a browser.
 */

import { byId, setText } from "./elements.js";
import { narrate } from "./narration.js";

const SPACE = "http://www.w3.org/2000/svg";
const LEFT = 110;
const WIDTH = 960;
const TOP = 34;
const LANE = 90;
const TICKS = 6;
const MARGIN_MS = 2000;
const DETECTIONS = 1.5;
const NOT_MOVES = ["started", "stopped"];
const MARKS_MAX = 200;

function dateOf(event) {
	return Date.parse(event.date);
}

function isMove({ kind, from, to }) {
	return from !== to && [from, to].includes("active") && !NOT_MOVES.includes(kind);
}

/* The last move and what happened around it; null: there was none. */
function findIncident({ events, settings }) {
	const dated = events.filter((event) => Number.isFinite(dateOf(event)));
	const about = dated.findLast(isMove);
	if (about === undefined) {
		return null;
	}
	const detection = settings.detection_ms > 0 ? settings.detection_ms : 0;
	const around = detection * DETECTIONS + MARGIN_MS;
	const at = dateOf(about);
	const near = dated.filter((event) => Math.abs(dateOf(event) - at) <= around);
	return { about, at, from: at - around, to: at + around, near: near.slice(-MARKS_MAX) };
}

/* Cut the window where a role changes: [from, to, role]. */
function spansOf({ from, to }, first, changes) {
	const starts = [[from, first], ...changes].filter(([, role], index, all) =>
		index === 0 || role !== all[index - 1][1]);
	return starts.map(([start, role], index) =>
		[start, index + 1 < starts.length ? starts[index + 1][0] : to, role]);
}

function ownSpans(incident) {
	const changes = incident.near.filter((event) => event.from !== event.to);
	return spansOf(incident, changes[0].from,
		changes.map((event) => [dateOf(event), event.to]));
}

function peerSpans(incident) {
	return spansOf(incident, incident.near[0].peer,
		incident.near.map((event) => [dateOf(event), event.peer]));
}

function draw(parent, tag, attributes, text) {
	const element = document.createElementNS(SPACE, tag);
	Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
	if (text !== undefined) {
		element.textContent = text;
	}
	parent.append(element);
	return element;
}

function placeOf({ from, to }, at) {
	const share = (at - from) / (to - from);
	return LEFT + Math.min(Math.max(share, 0), 1) * WIDTH;
}

function drawBar(svg, incident, { name, from, to, y, height, title }) {
	const x = placeOf(incident, from);
	const width = Math.max(placeOf(incident, to) - x, 1);
	draw(draw(svg, "rect", { class: name, x, y, width, height }), "title", {}, title);
}

function drawLane(svg, speech, incident, { name, top, spans }) {
	draw(svg, "path", { class: "axis", d: `M0 ${top}h${LEFT + WIDTH}` });
	draw(svg, "text", { x: 0, y: top + 24 }, name);
	spans.filter(([, , role]) => ["active", "standby"].includes(role))
		.forEach(([from, to, role]) => drawBar(svg, incident, { name: role, from, to,
			y: top + 12, height: 14, title: speech.word("role", role) }));
}

function drawAxis(svg, speech, incident) {
	const bottom = TOP + 2 * LANE;
	for (let tick = 0; tick <= TICKS; tick += 1) {
		const at = incident.from + (tick / TICKS) * (incident.to - incident.from);
		const x = placeOf(incident, at);
		const seconds = ((at - incident.at) / 1000).toFixed(1);
		draw(svg, "path", { class: "axis", d: `M${x} ${TOP}V${bottom}` });
		draw(svg, "text", { class: "tick", x, y: TOP - 12 },
			`${at > incident.at ? "+" : ""}${seconds} s`);
	}
	draw(svg, "path", { class: "zero", d: `M${placeOf(incident, incident.at)} ${TOP}V${bottom}` });
}

function tellEvent(speech, status, event) {
	return [narrate(speech, status, event)].flat().map(({ text }) => text).join(" ");
}

function drawEvents(svg, speech, status, incident) {
	incident.near.forEach((event) => {
		const at = dateOf(event);
		const title = tellEvent(speech, status, event);
		if (event.silence_us > 0) {
			drawBar(svg, incident, { name: "silent", from: at - event.silence_us / 1000, to: at,
				y: TOP + 34, height: 6, title });
		}
		const mark = draw(svg, "path", { class: "mark",
			d: `M${placeOf(incident, at)} ${TOP + 48}l6 10h-12z` });
		draw(mark, "title", {}, title);
	});
}

function drawAll(speech, status, incident) {
	const svg = document.createElementNS(SPACE, "svg");
	svg.setAttribute("viewBox", `0 0 ${LEFT + WIDTH + 40} ${TOP + 2 * LANE}`);
	svg.setAttribute("role", "img");
	svg.setAttribute("aria-label", tellEvent(speech, status, incident.about));
	drawAxis(svg, speech, incident);
	drawLane(svg, speech, incident, { name: speech.say("thisNode"), top: TOP,
		spans: ownSpans(incident) });
	drawLane(svg, speech, incident, { name: speech.say("peer"), top: TOP + LANE,
		spans: peerSpans(incident) });
	drawEvents(svg, speech, status, incident);
	return svg;
}

let drawn = "";

/* Draw the last move; it is drawn anew only when an event came, or another language. */
export function tellIncident(speech, status) {
	const incident = findIncident(status);
	byId("incident").hidden = incident === null;
	if (incident === null) {
		return;
	}
	setText(byId("incident-what"), `${speech.date(incident.about.date)}: ${
		tellEvent(speech, status, incident.about)}`);
	const key = JSON.stringify([speech.language, incident]);
	if (key !== drawn) {
		byId("incident-picture").replaceChildren(drawAll(speech, status, incident));
		drawn = key;
	}
}
