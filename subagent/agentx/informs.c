#include "agentx/informs.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agentx/exchange.h"
#include "agentx/netsnmp.h"
#include "protocol/client.h"
#include "traps/notification.h"
#include "values/ip.h"
#include "values/text_file.h"
#include "values/word.h"

enum {
	FILE_BYTES_MAX = 64 * 1024,
	WORDS_MAX = 48,
	PEER_BYTES = IP_TEXT_SIZE + 16,
	RECEIVER_PORT = 162,
	FAULT_BYTES = 256,
	TIMEOUT_MS = 2000,
	RETRIES = 2,     /* then the receiver is asked for its engine ID again */
	PAUSE_MS = 2000, /* between two tries, if one fails at once */
};

enum stage {
	STAGE_CLOSED,
	STAGE_ASKING, /* for the engine ID */
	STAGE_OPEN,
	STAGE_BROKEN, /* to be closed, when the library is not inside it */
};

struct receiver {
	const struct informs *informs;
	unsigned line; /* of the file */
	struct traps traps;
	char peer[PEER_BYTES];    /* "udp:192.0.2.10:162" */
	netsnmp_session wanted;   /* as the line says */
	netsnmp_session *session; /* NULL while closed */
	enum stage stage;
	u_char engine[USM_MAX_ID_LENGTH];
	size_t engine_bytes; /* 0: to be asked for */
	int request;
	bool corrected; /* a Report has told the time, and it was sent again at once */
	uint64_t generation;
	int64_t pause_until_ms;
	bool lost; /* has been reported, until it confirms again */
};

/* 1. The session. */

static void break_off(struct receiver *receiver, const char *why)
{
	receiver->stage = STAGE_BROKEN;
	receiver->request = 0;
	if (!receiver->lost) {
		report_warning(receiver->informs->report,
			"%s does not confirm (%s): its informs wait for it",
			receiver->peer, why);
	}
	receiver->lost = true;
	traps_connect(&receiver->traps, true);
}

static void close_session(struct receiver *receiver)
{
	if (receiver->session != NULL) {
		snmp_close(receiver->session);
	}
	receiver->session = NULL;
	receiver->stage = STAGE_CLOSED;
	receiver->engine_bytes = 0;
}

/* Return what a Report of USM or of the message processing means, NULL: no fault. */
static const char *explain_report(const netsnmp_pdu *pdu)
{
	static const oid usm[] = { 1, 3, 6, 1, 6, 3, 15, 1, 1 };
	static const char *const words[] = { "a report", "unsupported security level",
		"not in its time window", "it does not know the user",
		"it has another engine ID", "wrong authentication password",
		"wrong privacy password" };
	const netsnmp_variable_list *variable = pdu->variables;
	size_t place = sizeof(usm) / sizeof(usm[0]);

	if (variable != NULL && variable->name_length > place
		&& snmp_oid_compare(variable->name, place, usm, place) == 0
		&& variable->name[place] < sizeof(words) / sizeof(words[0])) {
		return words[variable->name[place]];
	}
	return words[0];
}

/*
 * The library takes the time of its receiver from such a Report and sends the request
 * again at once: after each restart of a receiver, and first of all where the file
 * tells the engine ID.  A second one for the same request has another cause.
 */
static bool is_corrected(struct receiver *receiver, netsnmp_pdu *pdu)
{
	bool again = !receiver->corrected
		     && snmpv3_get_report_type(pdu) == SNMPERR_NOT_IN_TIME_WINDOW;

	receiver->corrected = receiver->corrected || again;
	return again;
}

static void take_engine(struct receiver *receiver, const netsnmp_pdu *pdu)
{
	if (pdu->securityEngineIDLen == 0
		|| pdu->securityEngineIDLen > sizeof(receiver->engine)) {
		break_off(receiver, "it tells no engine ID");
		return;
	}
	receiver->engine_bytes = pdu->securityEngineIDLen;
	memcpy(receiver->engine, pdu->securityEngineID, receiver->engine_bytes);
	receiver->request = 0;
}

static void take_confirmation(struct receiver *receiver, const netsnmp_pdu *pdu)
{
	bool accepted = pdu->errstat == SNMP_ERR_NOERROR;

	if (receiver->lost) {
		report_info(
			receiver->informs->report, "%s confirms again", receiver->peer);
	}
	if (!accepted) {
		report_warning(receiver->informs->report,
			"%s refused a notification with error %ld", receiver->peer,
			pdu->errstat);
	}
	receiver->lost = false;
	receiver->request = 0;
	traps_answered(&receiver->traps, receiver->generation, accepted);
}

static int on_answer(int operation, netsnmp_session *session, int request,
	netsnmp_pdu *pdu, void *magic)
{
	struct receiver *receiver = magic;
	bool received = operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE;
	/* A Report need not have the number of the request. */
	bool report = received && pdu != NULL && pdu->command == SNMP_MSG_REPORT;

	/* Before a Report the library tells that it is one, or that it sends again. */
	if (session != receiver->session || (!report && request != receiver->request)
		|| operation == NETSNMP_CALLBACK_OP_RESEND
		|| operation == NETSNMP_CALLBACK_OP_SEC_ERROR) {
		return 1;
	}
	if (!received || pdu == NULL) {
		break_off(receiver, "no answer");
	} else if (receiver->stage == STAGE_ASKING) {
		take_engine(receiver, pdu);
	} else if (report && is_corrected(receiver, pdu)) {
		return 1;
	} else if (report) {
		break_off(receiver, explain_report(pdu));
	} else {
		take_confirmation(receiver, pdu);
	}
	return 1;
}

static bool send_pdu(struct receiver *receiver, netsnmp_pdu *pdu)
{
	receiver->pause_until_ms = stream_now_ms() + PAUSE_MS;
	receiver->corrected = false;
	receiver->request = pdu == NULL ? 0
					: snmp_async_send(receiver->session, pdu,
						on_answer, receiver);
	if (receiver->request == 0) {
		snmp_free_pdu(pdu);
		break_off(receiver, "nothing can be sent");
	}
	return receiver->request != 0;
}

/* Open a session of these settings; the library copies them. */
static bool open_session(
	struct receiver *receiver, netsnmp_session *settings, enum stage stage)
{
	netsnmp_transport *transport =
		netsnmp_transport_open_client("snmptrap", receiver->peer);

	/* The library must never ask for the engine ID itself: it would wait. */
	settings->flags |= SNMP_FLAGS_DONT_PROBE;
	receiver->session =
		transport == NULL ? NULL : snmp_add(settings, transport, NULL, NULL);
	receiver->pause_until_ms = stream_now_ms() + PAUSE_MS;
	receiver->stage = stage;
	if (receiver->session == NULL) {
		break_off(receiver, "no way to it");
		return false;
	}
	receiver->session->flags |= SNMP_FLAGS_DONT_PROBE;
	return true;
}

/* RFC 3414, 4: a request without an engine ID and a user is answered with the ID. */
static void ask_engine(struct receiver *receiver)
{
	char nobody[] = "";
	netsnmp_session settings;
	netsnmp_pdu *pdu;

	snmp_sess_init(&settings);
	settings.version = SNMP_VERSION_3;
	settings.securityName = nobody;
	settings.securityLevel = SNMP_SEC_LEVEL_NOAUTH;
	settings.securityModel = USM_SEC_MODEL_NUMBER;
	settings.timeout = receiver->wanted.timeout;
	settings.retries = 0;
	if (!open_session(receiver, &settings, STAGE_ASKING)) {
		return;
	}
	pdu = snmp_pdu_create(SNMP_MSG_GET);
	if (pdu != NULL) {
		pdu->version = SNMP_VERSION_3;
		pdu->securityName = strdup(nobody);
		pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
		pdu->securityModel = USM_SEC_MODEL_NUMBER;
	}
	send_pdu(receiver, pdu);
}

static void open_known(struct receiver *receiver)
{
	netsnmp_session settings = receiver->wanted;
	u_char engine[USM_MAX_ID_LENGTH];

	if (receiver->engine_bytes > 0) {
		memcpy(engine, receiver->engine, receiver->engine_bytes);
		settings.securityEngineIDLen = receiver->engine_bytes;
		settings.securityEngineID = engine;
	}
	close_session(receiver);
	open_session(receiver, &settings, STAGE_OPEN);
}

/* Take the next step to an open session; false while it is not open. */
static bool is_open(struct receiver *receiver)
{
	const netsnmp_session *wanted = &receiver->wanted;
	bool known;

	if (receiver->stage == STAGE_BROKEN) {
		if (stream_now_ms() < receiver->pause_until_ms) {
			return false;
		}
		close_session(receiver);
	}
	known = wanted->version != SNMP_VERSION_3 || wanted->securityEngineIDLen > 0
		|| receiver->engine_bytes > 0;
	if (receiver->stage != STAGE_OPEN && known) {
		open_known(receiver);
	} else if (receiver->stage == STAGE_CLOSED) {
		ask_engine(receiver);
	}
	return receiver->stage == STAGE_OPEN;
}

/* 2. The notifications. */

/* Unix time in milliseconds. */
static int64_t read_date_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool send_inform(void *context, const struct entry *entry, uint64_t generation)
{
	struct receiver *receiver = context;
	const struct informs *informs = receiver->informs;
	struct varbind varbinds[NOTIFICATION_VARBINDS_MAX];
	uint32_t uptime;
	netsnmp_pdu *pdu;

	if (!is_open(receiver)) {
		return false;
	}
	uptime = (uint32_t)((stream_now_ms() - informs->agent->uptime_zero_ms) / 10);
	uptime = notification_uptime(entry->date_ms, read_date_ms(), uptime);
	pdu = snmp_pdu_create(SNMP_MSG_INFORM);
	if (pdu != NULL
		&& !exchange_fill(pdu, varbinds,
			notification_build(informs->view, entry, uptime, varbinds))) {
		snmp_free_pdu(pdu);
		pdu = NULL;
	}
	receiver->generation = generation;
	return send_pdu(receiver, pdu);
}

static void acknowledge_inform(void *context, uint64_t sequence)
{
	const struct receiver *receiver = context;

	core_client_acknowledge(receiver->informs->client, &receiver->traps, sequence);
}

/* 3. The file. */

struct line {
	int count;
	char *words[WORDS_MAX];
};

/* The library takes a line as a command's arguments: the first, here empty, is the
 * command. */
static struct line split(char *text)
{
	struct line line = { 1, { text + strlen(text) } };
	char *word;

	while (line.count < WORDS_MAX - 1 && (word = word_take(&text)) != NULL) {
		line.words[line.count++] = word;
	}
	return line;
}

/* "192.0.2.10", "192.0.2.10:162", "[2001:db8::1]:162" -> peer; false: no address. */
static bool read_peer(const char *text, char peer[PEER_BYTES])
{
	char host[PEER_BYTES];
	char *end = NULL;
	const char *rest;
	unsigned long port = RECEIVER_PORT;
	struct ip ip = { 0 };
	bool bracket = text[0] == '[';
	size_t length = strcspn(text + bracket, bracket ? "]" : ":");

	if (!bracket && ip_read(text, &ip)) {
		length = strlen(text);
	}
	snprintf(host, sizeof(host), "%.*s", (int)length, text + bracket);
	rest = text + bracket + length + (bracket && text[bracket + length] == ']');
	if (*rest == ':') {
		port = strtoul(rest + 1, &end, 10);
		rest = end;
	}
	if (!ip_read(host, &ip) || *rest != '\0' || port < 1 || port > UINT16_MAX) {
		return false;
	}
	snprintf(peer, PEER_BYTES, ip.family == IP_V6 ? "udp6:[%s]:%lu" : "udp:%s:%lu",
		ip_write(ip, host), port);
	return true;
}

/* A name that fipd allows, and always the same for the same receiver (FNV-1a). */
static void name_cursor(const char *peer, char cursor[TRAPS_CURSOR_MAX + 1])
{
	uint64_t hash = 14695981039346656037U;

	for (; *peer != '\0'; peer++) {
		hash = (hash ^ (unsigned char)*peer) * 1099511628211U;
	}
	snprintf(cursor, TRAPS_CURSOR_MAX + 1, "inform-%016" PRIx64, hash);
}

static void set_session(netsnmp_session *wanted, const struct options *options)
{
	if (wanted->timeout == SNMP_DEFAULT_TIMEOUT) {
		wanted->timeout = TIMEOUT_MS * 1000L;
	}
	if (wanted->retries == SNMP_DEFAULT_RETRIES) {
		wanted->retries = RETRIES;
	}
	if (wanted->contextNameLen == 0 && options->context[0] != '\0') {
		wanted->contextName = strdup(options->context);
		wanted->contextNameLen = strlen(options->context);
	}
}

/* Return what is wrong with the line, NULL: it is good. */
static const char *read_receiver(struct receiver *receiver, struct line *line)
{
	int place =
		snmp_parse_args(line->count, line->words, &receiver->wanted, "", NULL);

	if (place < 0) {
		return "it is not understood: write what snmpinform(1) takes, as "
		       "-v 3 -u USER -l authPriv -a SHA-256 -A ... -x AES -X ... "
		       "ADDRESS";
	}
	if (place != line->count) {
		return "the address of the receiver is the last word of the line, and "
		       "only options stand before it";
	}
	if (receiver->wanted.version == SNMP_VERSION_1) {
		return "SNMPv1 has no informs: write -v 2c or -v 3";
	}
	if (!read_peer(line->words[line->count - 1], receiver->peer)) {
		return "the receiver is named by its address, with a port if that is "
		       "not 162; names are not looked up";
	}
	return NULL;
}

/* One cursor of fipd is a receiver's: two lines would take each other's events. */
static const struct receiver *find_receiver(
	const struct informs *informs, const char *peer)
{
	for (size_t i = 0; i < informs->count; i++) {
		if (strcmp(informs->receivers[i]->peer, peer) == 0) {
			return informs->receivers[i];
		}
	}
	return NULL;
}

/* Return what is wrong with the line, written into text if need be; NULL: it is good.
 */
static const char *find_fault(const struct informs *informs, struct receiver *receiver,
	struct line *line, char text[FAULT_BYTES])
{
	const struct receiver *same;
	const char *fault;

	if (informs->count == CORE_RECEIVERS_MAX) {
		return "there are 8 receivers already";
	}
	if (receiver == NULL) {
		return "there is no memory";
	}
	fault = read_receiver(receiver, line);
	same = fault == NULL ? find_receiver(informs, receiver->peer) : NULL;
	if (same != NULL) {
		snprintf(text, FAULT_BYTES,
			"line %u names the receiver %s already, and one address and "
			"port is one receiver, whatever its version and user: delete "
			"one of the two lines",
			same->line, receiver->peer);
		return text;
	}
	return fault;
}

static void add_receiver(struct informs *informs, struct line *line, unsigned number)
{
	struct receiver *receiver = calloc(1, sizeof(*receiver));
	char cursor[TRAPS_CURSOR_MAX + 1];
	char text[FAULT_BYTES];
	const char *fault = find_fault(informs, receiver, line, text);

	if (fault != NULL) {
		report_error(informs->report,
			"%s:%u: %s; this receiver gets no informs",
			informs->options->informs, number, fault);
		informs->faults++;
		free(receiver);
		return;
	}
	set_session(&receiver->wanted, informs->options);
	receiver->informs = informs;
	receiver->line = number;
	name_cursor(receiver->peer, cursor);
	traps_init(&receiver->traps, cursor,
		(struct traps_port){ receiver, send_inform, acknowledge_inform },
		informs->agent);
	traps_connect(&receiver->traps, true);
	core_client_add(informs->client, &receiver->traps);
	informs->receivers[informs->count++] = receiver;
}

static void read_lines(struct informs *informs, char *text)
{
	for (unsigned number = 1; text != NULL; number++) {
		char *next = strchr(text, '\n');
		struct line line;

		if (next != NULL) {
			*next++ = '\0';
		}
		line = split(text);
		if (line.count > 1) {
			add_receiver(informs, &line, number);
		}
		text = next;
	}
}

/* Return how others come at what is in the file, or its reader does not; NULL: good. */
static const char *find_careless(const struct stat *status)
{
	const struct group *ours = getgrnam("fipd-agentx");
	const struct passwd *user = getpwnam("fipd-agentx");
	/* The doctor asks as root, and what it says is to hold for the daemon. */
	uid_t reader = user == NULL ? geteuid() : user->pw_uid;
	bool readable =
		ours == NULL
		|| (status->st_gid == ours->gr_gid && (status->st_mode & S_IRGRP) != 0);

	if ((status->st_mode & S_IRWXO) != 0) {
		return "everybody can read or write it, and it has passwords: chmod "
		       "0640";
	}
	if ((status->st_mode & S_IWGRP) != 0
		|| (status->st_uid != 0 && status->st_uid != reader)) {
		return "others than root may say who gets informs: chown root, chmod "
		       "0640";
	}
	return readable ? NULL
			: "fipd-agentx cannot read it: chgrp fipd-agentx, chmod "
			  "0640";
}

static void examine_file(struct informs *informs, int fd)
{
	struct stat status;
	const char *careless = fstat(fd, &status) == 0 ? find_careless(&status) : NULL;

	if (careless != NULL) {
		report_error(
			informs->report, "%s: %s", informs->options->informs, careless);
		informs->faults++;
	}
}

void informs_read(struct informs *informs)
{
	const char *path = informs->options->informs;
	int fd = file_open(path, true);
	int error = fd < 0 ? fd : 0;
	char *text = NULL;
	size_t length;

	if (fd >= 0) {
		examine_file(informs, fd);
		error = file_read(fd, FILE_BYTES_MAX, &text, &length);
		close(fd);
	}
	if (error == 0) {
		/* The sessions' settings point into it; passwords are wiped out. */
		informs->text = text;
		read_lines(informs, text);
	} else if (error != -ENOENT) {
		report_error(informs->report,
			"%s: %s: no informs are sent; a file is needed that "
			"fipd-agentx can read",
			path, file_explain(error));
		informs->faults++;
	}
	if (informs->count > 0 && informs->faults == 0) {
		report_info(informs->report, "%s: informs go to %zu receiver%s", path,
			informs->count, informs->count == 1 ? "" : "s");
	}
}
