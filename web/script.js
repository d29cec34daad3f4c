
/*
 * Tells a browser whether to use a proxy, and which one.  fipd-web writes the three lines
 * above for each client: first the proxies, in the order that is meant for its address
 * and without those that do not serve; then the networks that are reached without one;
 * then whether hosts without a dot in their name are reached without one, too.
 *
 * ECMAScript 3 only: some systems evaluate this with an engine of that age.  Addresses
 * are arrays of 16-bit words, two for IPv4 and eight for IPv6: numbers of 32 bits would
 * be signed, and isInNet knows no IPv6 and is not the same everywhere.
 */

/* The two words of an IPv4 address; null: it is none. */
function readIPv4(text) {
	var octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
	var numbers = [];
	var i;
	if (octets === null) {
		return null;
	}
	for (i = 0; i < 4; i++) {
		numbers[i] = parseInt(octets[i + 1], 10);
		/* 010 would be 8 to some and 10 to others. */
		if (numbers[i] > 255 || String(numbers[i]) !== octets[i + 1]) {
			return null;
		}
	}
	return [numbers[0] * 256 + numbers[1], numbers[2] * 256 + numbers[3]];
}

/* The words of one side of "::"; null: these are none. */
function readGroups(text) {
	var groups = text === "" ? [] : text.split(":");
	var words = [];
	var i;
	for (i = 0; i < groups.length; i++) {
		if (!/^[0-9a-f]{1,4}$/i.test(groups[i])) {
			return null;
		}
		words[i] = parseInt(groups[i], 16);
	}
	return words;
}

/* The eight words of an IPv6 address without dots; null: it is none. */
function readIPv6(text) {
	var halves = text.split("::");
	var head = readGroups(halves[0]);
	var tail = readGroups(halves.length === 2 ? halves[1] : "");
	if (halves.length > 2 || head === null || tail === null) {
		return null;
	}
	if (halves.length === 2) {
		do {
			head.push(0);
		} while (head.length + tail.length < 8);
	}
	return head.length + tail.length === 8 ? head.concat(tail) : null;
}

/* The words of an address, with or without brackets and zone; null: it is none. */
function readAddress(text) {
	var bare = text.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
	var start = bare.lastIndexOf(":") + 1;
	var dotted = readIPv4(bare.substring(start));
	var words;
	if (dotted !== null && start === 0) {
		return dotted;
	}
	if (dotted !== null) {
		bare = bare.substring(0, start) + dotted[0].toString(16) + ":"
			+ dotted[1].toString(16);
	}
	words = readIPv6(bare);
	/* ::ffff:10.0.0.1 is 10.0.0.1. */
	if (words !== null && words.slice(0, 6).join(" ") === "0 0 0 0 0 65535") {
		return words.slice(6);
	}
	return words;
}

function readNetworks(texts) {
	var networks = [];
	var i;
	for (i = 0; i < texts.length; i++) {
		networks[i] = {
			words: readAddress(texts[i].split("/")[0]),
			prefix: parseInt(texts[i].split("/")[1], 10)
		};
	}
	return networks;
}

function isIn(words, network) {
	var left = network.prefix;
	var i, shift;
	if (words.length !== network.words.length) {
		return false;
	}
	for (i = 0; left > 0; i++, left -= 16) {
		shift = left < 16 ? 16 - left : 0;
		if (words[i] >> shift !== network.words[i] >> shift) {
			return false;
		}
	}
	return true;
}

function isInAny(words, networks) {
	var i;
	for (i = 0; i < networks.length; i++) {
		if (isIn(words, networks[i])) {
			return true;
		}
	}
	return false;
}

var NETWORKS = readNetworks(DIRECT_NETWORKS);
var LOOPBACK = readNetworks(["127.0.0.0/8", "::1/128"]);

/* Whether a name could lead to a direct network: to one that is more than loopback. */
function isWorthAsking(lengthMin) {
	var i;
	for (i = 0; i < NETWORKS.length; i++) {
		if (NETWORKS[i].words.length >= lengthMin
				&& !isInAny(NETWORKS[i].words, LOOPBACK)) {
			return true;
		}
	}
	return false;
}

/*
 * Behind proxies outside names often cannot be resolved, and each try costs seconds: so
 * one is made only where its answer can matter.
 */
var ASKS = isWorthAsking(2);
var ASKS_IPV6 = isWorthAsking(8);

/* Whether one of the addresses that a resolver gave, divided by ';', is direct. */
function hasDirect(answer) {
	var texts = answer ? String(answer).split(";") : [];
	var i, words;
	for (i = 0; i < texts.length; i++) {
		words = readAddress(texts[i]);
		if (words !== null && isInAny(words, NETWORKS)) {
			return true;
		}
	}
	return false;
}

function resolvesDirect(host) {
	if (ASKS && hasDirect(dnsResolve(host))) {
		return true;
	}
	return ASKS_IPV6 && typeof dnsResolveEx !== "undefined"
		&& hasDirect(dnsResolveEx(host));
}

function FindProxyForURL(url, host) {
	var words = readAddress(host);
	/* Before the plain names: an address of IPv6 has no dot, either. */
	if (words !== null) {
		return isInAny(words, NETWORKS) ? "DIRECT" : PROXIES;
	}
	if (DIRECT_PLAIN_NAMES && isPlainHostName(host)) {
		return "DIRECT";
	}
	return resolvesDirect(host) ? "DIRECT" : PROXIES;
}
