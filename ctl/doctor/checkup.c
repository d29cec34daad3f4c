#include "doctor/checkup.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const words[] = {
	[HEALTH_GOOD] = "ok",
	[HEALTH_NOTE] = "note",
	[HEALTH_FAULT] = "fault",
};

void checkup_add(struct checkup *checkup, enum health health, const char *subject,
	const char *format, ...)
{
	va_list arguments;
	struct finding *finding;

	if (checkup->count == CHECKUP_FINDINGS_MAX) {
		return;
	}
	finding = &checkup->findings[checkup->count++];
	finding->health = health;
	finding->subject = subject;
	va_start(arguments, format);
	vsnprintf(finding->text, sizeof(finding->text), format, arguments);
	va_end(arguments);
}

void checkup_print(const struct checkup *checkup)
{
	for (size_t i = 0; i < checkup->count; i++) {
		const struct finding *finding = &checkup->findings[i];

		printf("%-6s%-9s %s\n", words[finding->health], finding->subject,
			finding->text);
	}
}

json_t *checkup_to_json(const struct checkup *checkup)
{
	json_t *list = json_array();

	for (size_t i = 0; i < checkup->count; i++) {
		const struct finding *finding = &checkup->findings[i];

		json_array_append_new(list,
			json_pack("{s:s, s:s, s:s}", "health", words[finding->health],
				"subject", finding->subject, "text", finding->text));
	}
	return list;
}

size_t checkup_count_faults(const struct checkup *checkup)
{
	size_t faults = 0;

	for (size_t i = 0; i < checkup->count; i++) {
		faults += checkup->findings[i].health == HEALTH_FAULT;
	}
	return faults;
}
