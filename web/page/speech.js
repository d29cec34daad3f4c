/*
 * speech - how values become text in one of the languages of messages.js.
 *
 * Nothing here knows the status or the document.
 */

import { MESSAGES } from "./messages.js";

/* From the large unit to the small one; a span is told by its two largest. */
const UNITS = [
	["days", 86400000],
	["hours", 3600000],
	["minutes", 60000],
	["seconds", 1000],
];

/* Return the language asked for in the address, else the browser's first one we speak. */
export function chooseLanguage(address, preferred) {
	const asked = new URLSearchParams(address).get("lang");
	const wishes = [asked, ...preferred].map((wish) => String(wish).split("-")[0]);
	return wishes.find((wish) => Object.hasOwn(MESSAGES, wish)) ?? "en";
}

function two(number) {
	return String(number).padStart(2, "0");
}

/* A text with its {names} replaced. */
function replaceNames(text, values) {
	return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

export class Speech {
	constructor(language) {
		this.language = language;
		this.messages = MESSAGES[language];
		this.numbers = new Intl.NumberFormat(language);
	}

	/* A sentence of the page, with its {names} replaced. */
	say(name, values = {}) {
		return replaceNames(this.messages.texts[name], values);
	}

	/* The sentence for a kind of event; null where there is none. */
	tellKind(kind, values) {
		const { sentences = {} } = this.messages;
		return Object.hasOwn(sentences, kind) ? replaceNames(sentences[kind], values) : null;
	}

	/* The reason that an English text of fipd ends with, by its word; null: none. */
	reasonOf(text) {
		const ends = ([, english]) => String(text ?? "").endsWith(english);
		const found = Object.entries(MESSAGES.en.words.reason).find(ends);
		return found ? this.word("reason", found[0]) : null;
	}

	/* The word of an enumeration; one of a newer fipd stays as it is. */
	word(list, word) {
		const words = this.messages.words[list];
		return Object.hasOwn(words, word) ? words[word] : String(word ?? "–");
	}

	number(value) {
		return Number.isFinite(value) ? this.numbers.format(value) : "–";
	}

	/* A span for people: "3 min 12 s"; negative: never. */
	span(ms) {
		if (!(ms >= 0)) {
			return this.say("never");
		}
		const first = UNITS.findIndex(([, size]) => ms >= size);
		return first < 0 ? this.say("moment") : this.unitsOf(ms, first);
	}

	unitsOf(ms, first) {
		const [name, size] = UNITS[first];
		const large = this.say(name, { count: Math.floor(ms / size) });
		const next = UNITS[first + 1];
		const count = next ? Math.floor((ms % size) / next[1]) : 0;
		const small = count > 0 ? this.say(next[0], { count }) : "";
		return small ? large + this.say("unitGap") + small : large;
	}

	/* A span that was set or measured, to the millisecond where that says something. */
	exactSpan(ms) {
		if (ms === 0) {
			return this.say("seconds", { count: 0 });
		}
		return ms > 0 && ms < 10000 && ms % 1000 !== 0
			? this.say("milliseconds", { count: this.number(ms) }) : this.span(ms);
	}

	/* A span as it is, or in the sentence of that name: "3 s ago". */
	age(form, ms) {
		return ms >= 0 && form !== "span"
			? this.say(form, { span: this.span(ms) }) : this.span(ms);
	}

	/* A date of the status (or a Date) by the viewer's clock: sortable, with 24 hours. */
	date(value) {
		const date = new Date(value);
		return Number.isNaN(date.getTime()) ? "–" : this.localDate(date);
	}

	localDate(date) {
		const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
		const day = this.say("day", { year: date.getFullYear(),
			month: two(date.getMonth() + 1), day: two(date.getDate()) });
		return `${day} ${time.map(two).join(":")}`;
	}

	yes(value) {
		return this.say(value ? "yes" : "no");
	}

	onOff(value) {
		return this.say(value ? "on" : "off");
	}
}
