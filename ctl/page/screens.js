/*
 * screens - the three settings screens: fills them with what is in force, has fipd check
 * what was typed, shows what it will do, and then has it done.
 *
 * Everything that is asked here goes to fipctl, which asks fipd.  Nothing is asked but
 * by a person's hand: a page that is open and not used lets fipctl end.
 *
 *   wording.js   in which words          effects.js   what a change will do
 *   speech.js, labels.js, elements.js    as on the status page
 */

import "./wording.js";
import { effectsOf } from "./effects.js";
import { byId, fill, fillFacts, fillItems, part, sentence, setText } from "./elements.js";
import { tellLabels } from "./labels.js";
import { chooseLanguage, Speech } from "./speech.js";

const onOff = (value) => (value ? "on" : "off");
const lines = (list) => list.join("\n");

/* How the value of each setting stands in its field. */
const FIELDS = {
	redundancy: ({ settings }) => onOff(settings.redundancy),
	role: ({ settings }) => settings.configured_role,
	peer: ({ settings }) => settings.peer_address,
	port: ({ settings }) => settings.port,
	interval: ({ settings: { interval_ms: ms } }) => (ms % 1000 === 0 ? ms / 1000 : `${ms} ms`),
	count: ({ settings }) => settings.count,
	fips: ({ fips }) => lines(fips.map((fip) => `${fip.address}/${fip.prefix_length}`)),
	proxy: ({ pac }) => pac.proxy,
	proxy_port: ({ pac }) => pac.proxy_port,
	direct_networks: ({ pac }) => lines(pac.direct_networks),
	share_load: ({ pac }) => onOff(pac.share),
	peer_proxy: ({ pac }) => pac.peer_proxy,
	peer_proxy_port: ({ pac }) => pac.peer_proxy_port,
};

let speech;
let status = null; /* what is in force, as far as is known */
let pending = null; /* what the dialog asks about: { form, set } */

/* Return fipctl's answer; one without it has the same form. */
async function ask(name, wish) {
	const options = wish === undefined ? {} : {
		method: "POST", headers: { "Content-Type": "application/json" },
		body: JSON.stringify(wish),
	};
	const answer = await fetch(name, options).catch(() => null);
	if (answer === null) {
		return { ok: false, error: "hasEnded" };
	}
	return answer.ok ? answer.json() : { ok: false, error: "isClosed" };
}

/* A sentence that a change of the language says again. */
function say(element, name) {
	element.dataset.say = name;
	setText(element, speech.say(name));
}

function fieldOf(name) {
	return document.querySelector(`[name="${name}"]`);
}

/* What fipd gets for a field: a list is one text. */
function valueOf(field) {
	return field.matches("textarea")
		? field.value.split(/[\s,]+/).filter(Boolean).join(",") : field.value.trim();
}

function tellTrouble({ error, text = "" }) {
	const known = ["noAnswer", "unsure", "hasEnded", "isClosed"].includes(error);
	byId("banner").hidden = false;
	say(byId("banner-title"), known ? error : "isRefused");
	setText(byId("banner-text"), text);
}

/* A refusal stands below its field, or above all of them if it is of none. */
function tellRefusal(set, answer) {
	const [, named] = /^(\w+):/.exec(answer.text ?? "") ?? [];
	const name = named in FIELDS ? named : set[answer.index]?.name;
	if (name === undefined) {
		tellTrouble(answer);
		return null;
	}
	const field = fieldOf(name);
	const fault = byId(`fault-${name}`);
	fault.hidden = false;
	say(fault.firstElementChild, "isRefused");
	fill(fault.lastElementChild, sentence(answer.text));
	field.setAttribute("aria-invalid", "true");
	return field;
}

function forgetRefusals() {
	byId("banner").hidden = true;
	document.querySelectorAll(".fault, .done").forEach((one) => { one.hidden = true; });
	document.querySelectorAll("[aria-invalid]").forEach((one) =>
		one.removeAttribute("aria-invalid"));
}

function tellDone(form, name) {
	const done = form.querySelector(".done");
	done.hidden = false;
	say(done, name);
}

/* The settings of a form that are to be others than those in force. */
function wishesOf(form) {
	return [...form.elements].filter((field) => field.name in FIELDS
		&& valueOf(field) !== field.dataset.before)
		.map((field) => ({ name: field.name, value: valueOf(field) }));
}

/*
 * Return fipd's answer, and tell every refusal.  fipd names the first bad value only, so
 * the others are asked again without it.
 */
async function check(wishes) {
	const refused = [];
	let set = wishes;
	let answer = await ask("check", { set });
	while (answer.error === "wrongValue" && answer.index >= 0) {
		const bad = answer.index;
		refused.push(tellRefusal(set, answer));
		set = set.filter((_, index) => index !== bad);
		answer = set.length > 0 ? await ask("check", { set }) : { ok: true };
	}
	/* Without the bad values the others need not fit together. */
	if (!answer.ok && refused.length === 0) {
		refused.push(tellRefusal(set, answer));
	}
	refused.find((field) => field !== null)?.focus();
	return refused.length === 0;
}

/* A value of fipd in words: that of a choice is what the choice says. */
function wordOf(field, value) {
	const choice = [...field.options ?? []].find((option) => option.value === value);
	return choice?.text ?? (value.replaceAll(",", ", ") || speech.say("nothing"));
}

function tellPlan(wishes) {
	const wanted = Object.fromEntries(wishes.map(({ name, value }) => [name, value]));
	fillFacts("plan-changes", wishes.map(({ name, value }) => {
		const field = fieldOf(name);
		return [field.labels[0].textContent, part(speech.say("fromTo", {
			before: wordOf(field, field.dataset.before), after: wordOf(field, value) }))];
	}));
	fillItems("plan-effects", effectsOf(wanted, status).map(([name, values = {}]) => {
		const told = { ...values };
		if (name === "detects") {
			told.before = speech.exactSpan(values.before);
			told.after = speech.exactSpan(values.after);
		} else if (name === "isPreferred") {
			told.failback = speech.word("failback", values.failback);
		}
		return [speech.say(name, told), "note"];
	}));
	byId("plan").showModal();
}

async function onCheck(event) {
	event.preventDefault();
	const form = event.currentTarget;
	forgetRefusals();
	if (!await learn(form)) {
		return;
	}
	const wishes = wishesOf(form);
	if (wishes.length === 0) {
		tellDone(form, "isSame");
	} else if (await check(wishes)) {
		pending = { form, set: wishes };
		tellPlan(wishes);
	}
}

async function onApply() {
	const { form, set } = pending;
	byId("plan").close();
	const answer = await ask("change", { set });
	if (!answer.ok) {
		tellRefusal(set, answer)?.focus();
		return;
	}
	set.forEach(({ name, value }) => { fieldOf(name).dataset.before = value; });
	if (await learn(form)) {
		tellDone(form, "inForce");
	}
}

/* Somebody else may have changed what is in force; what was typed stays. */
function tellField(field) {
	const isTyped = "before" in field.dataset && valueOf(field) !== field.dataset.before;
	const typed = field.value;
	field.value = FIELDS[field.name](status);
	field.dataset.before = valueOf(field);
	if (isTyped) {
		field.value = typed;
	}
}

function tellStatus(forms) {
	const { system, settings } = status;
	setText(byId("node"), String(system.node));
	fill(byId("pair"), [part(settings.own_address),
		part(speech.say("pairOf", { pair: system.pair }))]);
	fill(byId("interface"), part(settings.interface, { quiet: true }));
	document.title = speech.say("title", { node: system.node });
	forms.flatMap((form) => [...form.elements]).filter(({ name }) => name in FIELDS)
		.forEach(tellField);
}

/* Ask what is in force, and tell these forms; false: there is no answer. */
async function learn(...forms) {
	const answer = await ask("status");
	if (!answer.ok) {
		tellTrouble(answer);
		return false;
	}
	status = answer.status;
	tellStatus(forms);
	return true;
}

/* Below each field room for its refusal, and at the end of a form its button. */
function complete(form) {
	[...form.elements].forEach((field) => {
		const fault = document.createElement("p");
		fault.id = `fault-${field.name}`;
		fault.className = "fault";
		fault.hidden = true;
		fault.append(document.createElement("span"), " ", document.createElement("span"));
		field.setAttribute("aria-describedby", fault.id);
		field.autocomplete = "off";
		field.spellcheck = false;
		field.closest("p").after(fault);
	});
	const foot = document.createElement("p");
	const button = document.createElement("button");
	const done = document.createElement("span");
	button.dataset.say = "check";
	done.className = "done";
	done.setAttribute("role", "status");
	foot.append(button, " ", done);
	form.append(foot);
	form.addEventListener("submit", onCheck);
}

function speakAs(language) {
	speech = new Speech(language);
	tellLabels(speech);
	if (status !== null) {
		tellStatus([]);
	}
}

/* The choice is kept in the address: it needs no cookie. */
function onLanguageChosen(event) {
	event.preventDefault();
	history.replaceState(null, "", event.currentTarget.href);
	speakAs(event.currentTarget.lang);
}

async function start() {
	const forms = [...document.forms];
	forms.forEach(complete);
	document.querySelectorAll("nav a").forEach((link) => {
		link.addEventListener("click", onLanguageChosen);
	});
	byId("apply").addEventListener("click", onApply);
	byId("back").addEventListener("click", () => byId("plan").close());
	speakAs(chooseLanguage(location.search, navigator.languages));
	document.querySelector("main").hidden = !await learn(...forms);
}

start();
