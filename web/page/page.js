/*
 * page - the status page of fipd-web: asks for the status again and again, and says
 * plainly when what it shows is old.
 *
 *   page.js      when to ask, and whether the answer is still good
 *   status.js    what the answer says      view.js, fips.js  where it goes
 *   speech.js    how it is said            elements.js       into the document
 *   messages.js  in which words            clock.js          moments
 */

import { now } from "./clock.js";
import { byId, countAges, setText } from "./elements.js";
import { onFipsWanted, tellFips } from "./fips.js";
import { chooseLanguage, Speech } from "./speech.js";
import { readStatus, refreshMs } from "./status.js";
import { tell, tellLabels, titleOf } from "./view.js";

const ADDRESS = "api/v1/status";
const ATTEMPT_LIMIT_MS = 5000;
const RETRY_MS = 5000;
const OLD_MS = 30000;

let speech;
let status = null; /* the last known one */
let trouble = null; /* why the last attempt failed: [sentence, values] */
let asking = false;
let timer;

/* fipd-web's own data may be older than its answer. */
function take(json) {
	const arrived = now();
	status = readStatus(json);
	status.madeAt = arrived - status.dataAgeMs;
	status.madeDate = Date.now() - status.dataAgeMs;
}

async function ask() {
	const answer = await fetch(ADDRESS, {
		cache: "no-store", signal: AbortSignal.timeout(ATTEMPT_LIMIT_MS),
	}).catch(() => null);
	if (answer === null) {
		return ["noAnswer"];
	}
	if (!answer.ok) {
		return ["badAnswer", { error: `HTTP ${answer.status}` }];
	}
	try {
		take(await answer.json());
		tellStatus();
		return null;
	} catch (error) {
		return ["badAnswer", { error: error.name }];
	}
}

async function refresh() {
	clearTimeout(timer);
	if (asking) {
		return;
	}
	asking = true;
	trouble = await ask();
	asking = false;
	const pause = status === null ? RETRY_MS : refreshMs(status);
	timer = setTimeout(refresh, trouble === null ? pause : Math.min(pause, RETRY_MS));
	tellTrust();
}

/* Why the status is not to be relied on: [sentence, values], or null. */
function findFault() {
	if (trouble !== null) {
		return trouble;
	}
	if (status.isStale) {
		return ["noFipd"];
	}
	/* A tab in the background is woken once a minute, and asks then: wait for that. */
	const isOld = now() - status.madeAt > Math.max(OLD_MS, 3 * refreshMs(status));
	return isOld && !(document.hidden && asking) ? ["noAnswer"] : null;
}

function tellBanner(fault) {
	byId("banner").hidden = fault === null;
	if (fault === null) {
		return;
	}
	setText(byId("banner-title"), status === null ? speech.say("nothingYet")
		: speech.say("stale", { date: speech.date(status.madeDate) }));
	const advice = status === null ? "" : ` ${speech.say("staleAdvice")}`;
	setText(byId("banner-text"), speech.say(...fault) + advice);
}

function tellFreshness() {
	setText(byId("fresh"), speech.say("asOf", { date: speech.date(status.madeDate) }));
	setText(byId("pace"), speech.say("pace", { span: speech.exactSpan(refreshMs(status)) }));
}

/* Ages count on while the status is good; of an old one they stay as last known. */
function tellTrust() {
	if (status === null && trouble === null) {
		return;
	}
	const fault = findFault();
	document.body.classList.toggle("stale", fault !== null);
	tellBanner(fault);
	if (status === null) {
		document.title = speech.say("titleStale", { node: "fipd" });
		setText(byId("fresh"), "");
		return;
	}
	document.title = fault === null ? titleOf(speech, status)
		: speech.say("titleStale", { node: status.system.node });
	countAges(speech, fault === null ? now() : status.madeAt);
}

function tellStatus() {
	tell(speech, status);
	tellFips(speech, status);
	tellFreshness();
	document.querySelector("main").hidden = false;
}

function speakAs(language) {
	speech = new Speech(language);
	tellLabels(speech);
	if (status === null) {
		setText(byId("fresh"), speech.say("asking"));
	} else {
		tellStatus();
	}
	tellTrust();
}

/* The choice is kept in the address: it can be passed on, and needs no cookie. */
function onLanguageChosen(event) {
	event.preventDefault();
	history.replaceState(null, "", event.currentTarget.href);
	speakAs(event.currentTarget.lang);
}

function start() {
	document.querySelectorAll("nav a").forEach((link) => {
		link.addEventListener("click", onLanguageChosen);
	});
	onFipsWanted(() => {
		if (status !== null) {
			tellFips(speech, status);
			tellTrust();
		}
	});
	document.addEventListener("visibilitychange", () => {
		if (!document.hidden) {
			refresh();
		}
	});
	speakAs(chooseLanguage(location.search, navigator.languages));
	setInterval(tellTrust, 1000);
	refresh();
}

start();
