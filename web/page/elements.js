/*
 * elements - puts text into the document, touching only what has changed, so that a
 * thousand rows cost little and a screen reader is not told twice.
 *
 * A part is a piece of text with its looks: { text, tone, english, quiet }, or an age
 * that counts on: { moment, form }.  Tones are named in page.css.  Everything from
 * outside goes through textContent or an attribute here: none of it is ever markup.
 */

export function byId(id) {
	return document.getElementById(id);
}

export function setText(element, text) {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

/* Set an attribute; null or undefined: it goes. */
export function setAttribute(element, name, value) {
	if (value === null || value === undefined) {
		element.removeAttribute(name);
	} else if (element.getAttribute(name) !== String(value)) {
		element.setAttribute(name, value);
	}
}

export function part(text, looks = {}) {
	return { text: String(text ?? "–"), ...looks };
}

/* fipd speaks English, whatever the page speaks. */
export function sentence(text) {
	return part(text, { english: true });
}

/* An age: form "span", "ago" or "upFor"; a moment of null: never. */
export function age(moment, form = "span") {
	return { moment: moment ?? "never", form, quiet: form !== "ago" };
}

/* Let an element have so many children of a kind. */
function setCount(element, count, tag) {
	while (element.children.length > count) {
		element.lastElementChild.remove();
	}
	while (element.children.length < count) {
		element.append(document.createElement(tag));
	}
}

function fillPart(element, { text, tone, english, quiet, moment, form }) {
	setAttribute(element, "data-tone", tone);
	setAttribute(element, "lang", english ? "en" : null);
	setAttribute(element, "class", quiet ? "quiet" : null);
	setAttribute(element, "data-moment", moment);
	setAttribute(element, "data-form", form);
	if (moment === undefined) {
		setText(element, text);
	}
}

/* Let an element consist of parts, one or several, with a space between two. */
export function fill(element, parts) {
	const list = [parts].flat();
	if (element.children.length !== list.length) {
		element.replaceChildren(...list.flatMap((_, index) => {
			const span = document.createElement("span");
			return index === 0 ? [span] : [" ", span];
		}));
	}
	list.forEach((one, index) => fillPart(element.children[index], one));
}

/* The first cell of a row names it.  On a phone each cell shows its column's label. */
function fillRow(row, cells, columns) {
	if (row.children.length !== cells.length) {
		row.replaceChildren(...cells.map((_, index) =>
			document.createElement(index === 0 ? "th" : "td")));
		row.firstElementChild?.setAttribute("scope", "row");
	}
	cells.forEach((parts, index) => {
		const cell = row.children[index];
		setAttribute(cell, "class", columns[index].className || null);
		setAttribute(cell, "data-label", columns[index].textContent);
		fill(cell, parts);
	});
}

/* Let the table with this id have rows of cells of parts; without any it is hidden. */
export function fillTable(id, rows) {
	const table = byId(id);
	const body = table.tBodies[0];
	const columns = [...table.tHead.rows[0].cells];
	table.hidden = rows.length === 0;
	setCount(body, rows.length, "tr");
	rows.forEach((cells, index) => fillRow(body.children[index], cells, columns));
}

/* Let the dl with this id tell facts: pairs of a label and parts. */
export function fillFacts(id, facts) {
	const list = byId(id);
	setCount(list, facts.length, "div");
	facts.forEach(([label, parts], index) => {
		const pair = list.children[index];
		if (pair.children.length === 0) {
			pair.append(document.createElement("dt"), document.createElement("dd"));
		}
		setText(pair.children[0], label);
		fill(pair.children[1], parts);
	});
}

/* Let the list with this id have items: [text, tone]; without any it is hidden. */
export function fillItems(id, items) {
	const list = byId(id);
	list.hidden = items.length === 0;
	setCount(list, items.length, "li");
	items.forEach(([text, tone], index) => fill(list.children[index], part(text, { tone })));
}

/* Tell every age on the page as it is at a moment. */
export function countAges(speech, moment) {
	document.querySelectorAll("[data-moment]").forEach((element) => {
		const { moment: then, form } = element.dataset;
		const ms = then === "never" ? -1 : Math.max(moment - then, 0);
		setText(element, speech.age(form, ms));
	});
}
