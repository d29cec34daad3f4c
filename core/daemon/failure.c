#include "daemon/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "loop/log.h"

int failure_tell(int code, int id, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	log_message(MESSAGE_ERROR, id, "%s", text);
	return code;
}

int failure_tell_system(const char *what, int error)
{
	return failure_tell(EX_OSERR, 218, "%s: %s", what, strerror(-error));
}
