#include "doctor/checkup.h"

#include <stdarg.h>
#include <stdio.h>

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
