/*
 * labels - the words that stand in a page before anything is known: those of elements
 * with data-say, and the names, for a screen reader, of those with data-label.
 */

import { setAttribute, setText } from "./elements.js";

/* The words of the page itself. */
export function tellLabels(speech) {
	document.documentElement.lang = speech.language;
	document.querySelectorAll("[data-say]").forEach((element) => {
		setText(element, speech.say(element.dataset.say));
	});
	document.querySelectorAll("[data-label]:not(td, th)").forEach((element) => {
		setAttribute(element, "aria-label", speech.say(element.dataset.label));
	});
	document.querySelectorAll("nav a").forEach((link) => {
		setAttribute(link, "aria-current", link.lang === speech.language ? "true" : null);
	});
}
