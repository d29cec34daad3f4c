#include "protocol/confined.h"

#include <string.h>

#include "confine/call_filter.h"

int confined_begin(
	enum confine_program program, const char *user, const struct report *report)
{
	const struct confine_wish wish = { .program = program, .user = user };
	struct confine_words words;
	int code = confine_take_user(&wish, &words);
	int error;

	if (code) {
		report_error(report, "%s", words.text);
		return code;
	}
	if (words.text[0] != '\0') {
		report_info(report, "%s", words.text);
	}
	error = call_filter_install(program);
	if (error) {
		report_info(report, "there is no filter of system calls: %s",
			strerror(-error));
	}
	return 0;
}
