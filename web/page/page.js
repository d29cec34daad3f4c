/*
 * page - the status page of fipd-web: asks for the status again and again, and says
 * plainly when what it shows is old.
 *
 *   page.js      when to ask, and whether the answer is still good
 *   status.js    what the answer says      view.js      where it goes: roles, tables,
 *   speech.js    how it is said            fips.js        a thousand F-IPs,
 *   messages.js  in which words            facts.js       settings and counters
 *   clock.js     moments                   elements.js  how it gets there
 *   narration.js  events and reasons in the page's language
 *   labels.js    the words that stand there before the answer
 *   checks.js    service checks and hooks
 */

import { now } from "./clock.js";
import { byId, countAges, setText } from "./elements.js";
import { onFipsWanted, tellFips } from "./fips.js";
import { tellLabels } from "./labels.js";
import { chooseLanguage, Speech } from "./speech.js";
import { readStatus, refreshMs } from "./status.js";
import { tell, titleOf } from "./view.js";

const ADDRESS = "api/v1/status";
const ATTEMPT_LIMIT_MS = 5000;
const RETRY_MS = 5000;
const OLD_MS = 30000;

let speech;
let status = null; /* the last known one */
let trouble = null; /* why the last attempt failed: [sentence, values] */
let asking = false;
let timer;

/* What was known before is better than nothing. */
function take(found) {
	if (found === null) {
		return ["noFipd"];
	}
	status = found;
	tellStatus();
	return null;
}

/* Return why there is no new status: [sentence, values], or null. */
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
		return take(readStatus(await answer.json(), now()));
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
	const isOld = now() - status.knownAt > Math.max(OLD_MS, 3 * refreshMs(status));
	return isOld && !(document.hidden && asking) ? ["noAnswer"] : null;
}

function tellBanner(fault) {
	byId("banner").hidden = fault === null;
	if (fault === null) {
		return;
	}
	setText(byId("banner-title"), status === null ? speech.say("nothingYet")
		: speech.say("stale", { date: speech.date(status.knownDate) }));
	const advice = status === null ? "" : ` ${speech.say("staleAdvice")}`;
	setText(byId("banner-text"), speech.say(...fault) + advice);
}

function tellFreshness() {
	setText(byId("fresh"), speech.say("asOf", { date: speech.date(status.knownDate) }));
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
	countAges(speech, fault === null ? now() : status.knownAt);
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
