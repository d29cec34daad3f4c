#include "run/environment.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "config/tasks.h"
#include "words/narrate.h"

/* One that finds no room is left out: there are fewer than that. */
__attribute__((format(printf, 2, 3))) static void add(
	struct environment *environment, const char *format, ...)
{
	char *place = environment->text + environment->used;
	size_t room = sizeof(environment->text) - environment->used;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(place, room, format, arguments);
	va_end(arguments);
	if (length >= 0 && (size_t)length < room
		&& environment->count < ENVIRONMENT_COUNT_MAX) {
		environment->list[environment->count++] = place;
		environment->list[environment->count] = NULL;
		environment->used += (size_t)length + 1;
	}
}

static void begin(struct environment *environment, const char *user)
{
	environment->count = 0;
	environment->used = 0;
	environment->list[0] = NULL;
	add(environment, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:"
			 "/bin");
	add(environment, "LANG=C.UTF-8");
	add(environment, "HOME=/");
	add(environment, "USER=%s", user);
	add(environment, "LOGNAME=%s", user);
}

void environment_of_check(struct environment *environment, const struct check *check)
{
	begin(environment, check->user);
	add(environment, "FIPD_CHECK=%s", check->name);
}

static void add_date(struct environment *environment, int64_t date_ms)
{
	time_t seconds = (time_t)(date_ms / 1000);
	struct tm when;
	char text[32];

	gmtime_r(&seconds, &when);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &when);
	add(environment, "FIPD_DATE=%s.%03dZ", text, (int)(date_ms % 1000));
}

/* A thousand addresses of at most 45 characters fit. */
static void add_fips(struct environment *environment, const struct status *status)
{
	char list[STATUS_FIPS_MAX * 48];
	size_t used = 0;

	list[0] = '\0';
	for (uint32_t i = 0; i < status->fip_count; i++) {
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%.46s",
			i == 0 ? "" : " ", status->fips[i].address);
	}
	add(environment, "FIPD_FIPS=%s", list);
}

void environment_of_hook(struct environment *environment, const struct hook *hook,
	const struct entry *entry, const struct status *status, bool again)
{
	const struct event *event = &entry->event;

	begin(environment, hook->user);
	add(environment, "FIPD_HOOK=%s", hook->name);
	add(environment, "FIPD_EVENT=%s", narrate_kind(event->kind));
	add(environment, "FIPD_SEQUENCE=%" PRIu64, entry->sequence);
	add_date(environment, entry->date_ms);
	add(environment, "FIPD_ROLE=%s", narrate_role(event->to));
	add(environment, "FIPD_ROLE_NOW=%s", narrate_role((enum role)status->role));
	add(environment, "FIPD_FORMER_ROLE=%s", narrate_role(event->from));
	add(environment, "FIPD_REASON=%s", narrate_reason(event->reason));
	add(environment, "FIPD_SUBJECT=%s", entry->subject);
	add(environment, "FIPD_TEXT=%s", entry->text);
	add(environment, "FIPD_PAIR=%s", status->config.pair);
	add(environment, "FIPD_NODE=%s", status->config.node);
	add(environment, "FIPD_PEER=%s", status->peer_address);
	add_fips(environment, status);
	if (again) {
		add(environment, "FIPD_HOOK_AGAIN=1");
	}
}

/* keepalived's words for the roles; all that is neither is FAULT to it. */
static const char *state_word(enum role role)
{
	return role == ROLE_ACTIVE    ? "MASTER"
	       : role == ROLE_STANDBY ? "BACKUP"
				      : "FAULT";
}

void environment_arguments(const char *arguments[ENVIRONMENT_ARGUMENTS_MAX + 1],
	const struct hook *hook, const struct entry *entry, const struct status *status)
{
	bool preferred = status->config.role == CONFIG_ROLE_ACTIVE;
	size_t count = hook->command.count;

	tasks_argv(&hook->command, arguments);
	if (hook->arguments == HOOK_ARGUMENTS_KEEPALIVED) {
		arguments[count++] = "INSTANCE";
		arguments[count++] = status->config.pair;
		arguments[count++] = state_word(entry->event.to);
		/* fipd has no priorities: these are the usual ones of such a pair. */
		arguments[count++] = preferred ? "150" : "100";
		arguments[count] = NULL;
	}
}
