#include "config/tasks.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "config/address.h"
#include "config/range.h"
#include "schema/entries.h"
#include "values/plain.h"
#include "values/span.h"
#include "words/narrate.h"

static const char default_user[] = "fipd-exec";
static const struct task_codes default_codes = { 200, 399 };

enum {
	PORT_DIGITS_MAX = 5,
	PORT_MAX = UINT16_MAX,
	CODE_DIGITS = 3,
};

static bool refuse(const struct schema_row *row, const char *text, struct fault *fault)
{
	char range[RANGE_TEXT_SIZE];
	struct quote quote;

	return fault_write(fault, "'%s' cannot be used; allowed: %s",
		fault_quote(&quote, text), range_write(row, range));
}

static bool read_port(const char *text, uint32_t *port)
{
	uint64_t number;
	size_t length = span_digits(text, PORT_DIGITS_MAX, &number);

	*port = (uint32_t)number;
	return length > 0 && text[length] == '\0' && number >= 1 && number <= PORT_MAX;
}

/* Read a host of length bytes; one of IPv6 was in brackets. */
static bool read_host(
	const char *text, size_t length, bool bracketed, char host[TASK_HOST_MAX + 1])
{
	if (length == 0 || length > TASK_HOST_MAX) {
		return false;
	}
	memcpy(host, text, length);
	host[length] = '\0';
	return address_is_host(host) && (strchr(host, ':') != NULL) == bracketed;
}

/* Read "host", "host:port", "[IPv6]" or "[IPv6]:port"; without a port it stays. */
static bool read_endpoint(const char *text, struct task_endpoint *endpoint)
{
	bool bracketed = text[0] == '[';
	const char *host = bracketed ? text + 1 : text;
	size_t length = strcspn(host, bracketed ? "]" : ":");
	const char *rest = host + length;

	if (!read_host(host, length, bracketed, endpoint->host)
		|| (bracketed && *rest != ']')) {
		return false;
	}
	rest += bracketed ? 1 : 0;
	return *rest == '\0' || (*rest == ':' && read_port(rest + 1, &endpoint->port));
}

static bool is_url(const char *text)
{
	struct task_endpoint endpoint = { .port = 1 };
	char authority[sizeof(endpoint.host) + sizeof("[]:65535")];
	size_t scheme = strncasecmp(text, "https://", 8) == 0  ? 8
			: strncasecmp(text, "http://", 7) == 0 ? 7
							       : 0;
	size_t length = strcspn(text + scheme, "/?#");

	if (scheme == 0 || length >= sizeof(authority) || !plain_is(text)
		|| text[strcspn(text, " \"<>\\^`{|}")] != '\0') {
		return false;
	}
	memcpy(authority, text + scheme, length);
	authority[length] = '\0';
	return read_endpoint(authority, &endpoint);
}

static bool read_code(const char **text, const struct schema_row *row, uint32_t *code)
{
	uint64_t number;
	size_t length = span_digits(*text, CODE_DIGITS, &number);

	*text += length;
	*code = (uint32_t)number;
	return length == CODE_DIGITS && number >= row->minimum
	       && number <= row->maximum;
}

static bool read_codes(
	const char *text, const struct schema_row *row, struct task_codes *codes)
{
	if (!read_code(&text, row, &codes->low)) {
		return false;
	}
	codes->high = codes->low;
	return *text == '\0'
	       || (*text++ == '-' && read_code(&text, row, &codes->high)
		       && *text == '\0' && codes->low <= codes->high);
}

bool tasks_read_value(void *member, const struct schema_row *row, const char *text,
	struct fault *fault)
{
	struct task_endpoint endpoint = { .port = 0 };
	struct task_codes codes;

	if (row->type == SCHEMA_ENDPOINT) {
		if (!read_endpoint(text, &endpoint) || endpoint.port == 0) {
			return refuse(row, text, fault);
		}
		memcpy(member, &endpoint, sizeof(endpoint));
	} else if (row->type == SCHEMA_CODES) {
		if (!read_codes(text, row, &codes)) {
			return refuse(row, text, fault);
		}
		memcpy(member, &codes, sizeof(codes));
	} else {
		if (strlen(text) > row->maximum || !is_url(text)) {
			return refuse(row, text, fault);
		}
		memcpy(member, text, strlen(text) + 1);
	}
	return true;
}

/* What a hook does is told by events, after which no hook shall run again. */
static bool is_of_hooks(enum event_kind kind)
{
	return kind == EVENT_HOOK_ENDED || kind == EVENT_HOOK_FAILED
	       || kind == EVENT_HOOK_WORKS;
}

bool tasks_append_occasion(
	struct task_occasions *on, const char *text, struct fault *fault)
{
	enum role role = narrate_role_of(text);
	enum event_kind kind = narrate_kind_of(text);
	struct quote quote;

	if (role <= ROLE_UNKNOWN && kind == 0) {
		return fault_write(fault,
			"'%s' is no role and no kind of event; active, standby and "
			"fault are roles, and fipctl events names the kinds, as in "
			"peerLost",
			fault_quote(&quote, text));
	}
	if (kind != 0 && is_of_hooks(kind)) {
		return fault_write(fault, "%s is told of hooks, and runs none", text);
	}
	on->events |= kind != 0 ? event_bit(kind) : 0;
	on->roles |= role != 0 ? UINT32_C(1) << role : 0;
	return true;
}

bool tasks_append_word(
	struct task_command *command, const char *text, struct fault *fault)
{
	size_t bytes = strlen(text) + 1;
	struct quote quote;

	if (!plain_is(text)) {
		return fault_write(fault, "'%s' has a control character in it",
			fault_quote(&quote, text));
	}
	if (command->count == 0 && text[0] != '/') {
		return fault_write(fault,
			"'%s' is no absolute path; the first word is the program, and "
			"no shell looks for it",
			fault_quote(&quote, text));
	}
	if (command->count == TASK_WORDS_MAX) {
		return fault_write(fault, "'%s' is one word too many; %d are allowed",
			fault_quote(&quote, text), TASK_WORDS_MAX);
	}
	if (command->used + bytes > sizeof(command->text)) {
		return fault_write(fault,
			"'%s' makes the command too long; %d bytes are allowed",
			fault_quote(&quote, text), TASK_COMMAND_BYTES);
	}
	memcpy(command->text + command->used, text, bytes);
	command->used += bytes;
	command->count++;
	return true;
}

/* Which of the three a check has; none, or more than one, is a fault. */
static bool settle_kind(struct check *check, struct fault *fault)
{
	bool tcp = check->tcp.port != 0;
	bool http = check->url[0] != '\0';
	bool command = check->command.count != 0;

	check->kind = tcp ? CHECK_TCP : http ? CHECK_HTTP : CHECK_COMMAND;
	if (tcp + http + command == 1) {
		return true;
	}
	return fault_write(fault, "%s: one of tcp, http and command is needed%s",
		check->name, tcp || http || command ? ", and not more" : "");
}

/* A member that is not given has its default, one that means nothing is a mistake. */
static bool fill_check(struct check *check, struct fault *fault)
{
	if (check->kind != CHECK_HTTP && check->codes.low != 0) {
		return fault_write(fault, "%s: status is for http alone", check->name);
	}
	if (check->kind != CHECK_COMMAND && check->user[0] != '\0') {
		return fault_write(fault,
			"%s: user is for a command alone; fipd-exec "
			"itself asks over TCP and HTTP",
			check->name);
	}
	if (check->kind == CHECK_HTTP && check->codes.low == 0) {
		check->codes = default_codes;
	}
	if (check->kind == CHECK_COMMAND && check->user[0] == '\0') {
		memcpy(check->user, default_user, sizeof(default_user));
	}
	return true;
}

static bool refuse_excess(int most, struct fault *fault)
{
	return fault_write(fault, "is one too many; %d are allowed", most);
}

static bool refuse_double(const char *name, struct fault *fault)
{
	return fault_write(fault,
		"%s is in the list already; each needs a name of its "
		"own",
		name);
}

bool tasks_add_check(struct tasks *tasks, struct check *check, struct fault *fault)
{
	for (size_t i = 0; i < tasks->check_count; i++) {
		if (strcmp(tasks->checks[i].name, check->name) == 0) {
			return refuse_double(check->name, fault);
		}
	}
	if (tasks->check_count == TASKS_CHECKS_MAX) {
		return refuse_excess(TASKS_CHECKS_MAX, fault);
	}
	if (!settle_kind(check, fault) || !fill_check(check, fault)) {
		return false;
	}
	tasks->checks[tasks->check_count++] = *check;
	return true;
}

bool tasks_add_hook(struct tasks *tasks, struct hook *hook, struct fault *fault)
{
	for (size_t i = 0; i < tasks->hook_count; i++) {
		if (strcmp(tasks->hooks[i].name, hook->name) == 0) {
			return refuse_double(hook->name, fault);
		}
	}
	if (tasks->hook_count == TASKS_HOOKS_MAX) {
		return refuse_excess(TASKS_HOOKS_MAX, fault);
	}
	if (hook->command.count == 0 || (hook->on.events == 0 && hook->on.roles == 0)) {
		return fault_write(fault, "%s: %s is empty", hook->name,
			hook->command.count == 0 ? "command" : "on");
	}
	tasks->hooks[tasks->hook_count++] = *hook;
	return true;
}

bool tasks_wants(
	const struct hook *hook, enum event_kind kind, enum role from, enum role to)
{
	return (hook->on.events & event_bit(kind)) != 0
	       || (from != to && (hook->on.roles & UINT32_C(1) << to) != 0);
}

void tasks_argv(
	const struct task_command *command, const char *argv[TASK_WORDS_MAX + 1])
{
	const char *word = command->text;

	for (size_t i = 0; i < command->count; i++) {
		argv[i] = word;
		word += strlen(word) + 1;
	}
	argv[command->count] = NULL;
}

void tasks_write_command(const struct task_command *command, char *text, size_t size)
{
	const char *argv[TASK_WORDS_MAX + 1];
	size_t used = 0;

	tasks_argv(command, argv);
	for (size_t i = 0; argv[i] != NULL; i++) {
		used += (size_t)snprintf(
			text + used, size - used, "%s\"", i == 0 ? "[" : ", ");
		for (const char *from = argv[i]; *from != '\0'; from++) {
			if (*from == '"' || *from == '\\') {
				text[used++] = '\\';
			}
			text[used++] = *from;
		}
		text[used++] = '"';
	}
	snprintf(text + used, size - used, "]");
}

const char *tasks_write_target(const struct check *check, char text[TASK_TEXT_SIZE])
{
	const struct task_endpoint *tcp = &check->tcp;
	bool bracketed = strchr(tcp->host, ':') != NULL;
	int used;

	if (check->kind == CHECK_TCP) {
		snprintf(text, TASK_TEXT_SIZE, "tcp %s%s%s:%" PRIu32,
			bracketed ? "[" : "", tcp->host, bracketed ? "]" : "",
			tcp->port);
	} else if (check->kind == CHECK_HTTP) {
		snprintf(text, TASK_TEXT_SIZE, "http %s", check->url);
	} else {
		used = snprintf(text, TASK_TEXT_SIZE, "command ");
		tasks_write_command(
			&check->command, text + used, TASK_TEXT_SIZE - (size_t)used);
	}
	return text;
}

/* Everything of a check on one line; two that differ have two. */
static void write_check(const struct check *check, char *text, size_t size)
{
	char target[TASK_TEXT_SIZE];

	snprintf(text, size,
		"check %s %s, status %" PRIu32 "-%" PRIu32
		", user %s, interval %" PRIu32 ", timeout %" PRIu32 ", rise %" PRIu32
		", fall %" PRIu32 ", effect %d\n",
		check->name, tasks_write_target(check, target), check->codes.low,
		check->codes.high, check->user, check->interval_ms, check->timeout_ms,
		check->rise, check->fall, (int)check->effect);
}

static void write_hook(const struct hook *hook, char *text, size_t size)
{
	char command[TASK_TEXT_SIZE];

	tasks_write_command(&hook->command, command, sizeof(command));
	snprintf(text, size,
		"hook %s %s, on %#" PRIx64 " %#" PRIx32 ", user %s, timeout %" PRIu32
		", arguments %d\n",
		hook->name, command, hook->on.events, hook->on.roles, hook->user,
		hook->timeout_ms, (int)hook->arguments);
}

bool tasks_equal(const struct tasks *a, const struct tasks *b, enum schema_type type)
{
	char left[2 * TASK_TEXT_SIZE], right[2 * TASK_TEXT_SIZE];
	bool checks = type == SCHEMA_CHECKS;
	size_t count = checks ? a->check_count : a->hook_count;
	bool equal = count == (checks ? b->check_count : b->hook_count);

	for (size_t i = 0; equal && i < count; i++) {
		if (checks) {
			write_check(&a->checks[i], left, sizeof(left));
			write_check(&b->checks[i], right, sizeof(right));
		} else {
			write_hook(&a->hooks[i], left, sizeof(left));
			write_hook(&b->hooks[i], right, sizeof(right));
		}
		equal = strcmp(left, right) == 0;
	}
	return equal;
}

static bool digest_all(const struct tasks *tasks, EVP_MD_CTX *context)
{
	char line[2 * TASK_TEXT_SIZE];
	bool good = EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;

	for (size_t i = 0; good && i < tasks->check_count; i++) {
		write_check(&tasks->checks[i], line, sizeof(line));
		good = EVP_DigestUpdate(context, line, strlen(line)) == 1;
	}
	for (size_t i = 0; good && i < tasks->hook_count; i++) {
		write_hook(&tasks->hooks[i], line, sizeof(line));
		good = EVP_DigestUpdate(context, line, strlen(line)) == 1;
	}
	return good;
}

const char *tasks_digest(const struct tasks *tasks, char digest[TASKS_DIGEST_SIZE])
{
	uint8_t bytes[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	digest[0] = '\0';
	if (context == NULL || !digest_all(tasks, context)
		|| EVP_DigestFinal_ex(context, bytes, &length) != 1) {
		length = 0;
	}
	EVP_MD_CTX_free(context);
	for (size_t i = 0; i < length; i++) {
		snprintf(digest + 2 * i, TASKS_DIGEST_SIZE - 2 * i, "%02x", bytes[i]);
	}
	return digest;
}
