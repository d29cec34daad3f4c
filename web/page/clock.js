/*
 * clock - moments of the page, in ms from its start.
 *
 * performance.now() stands still while the computer sleeps, and Date.now() may be set:
 * of the two, what has passed is the longer.  So a page that wakes up knows that what
 * it shows is old.
 */

let moment = 0;
let lastSteady = performance.now();
let lastDate = Date.now();

export function now() {
	const steady = performance.now();
	const date = Date.now();
	moment += Math.max(steady - lastSteady, date - lastDate);
	lastSteady = steady;
	lastDate = date;
	return moment;
}
