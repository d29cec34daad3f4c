#include <stdio.h>

#include "contact/contact.h"
#include "verbs/verb.h"

static int run_clear_fault(const struct options *options)
{
	json_t *answer;
	int end = contact_command(options,
		json_pack("{s:s,s:s}", "op", "action", "action", "clearFault"),
		&answer);
	const char *text = json_string_value(json_object_get(answer, "text"));

	if (end == EXIT_DONE && text != NULL) {
		puts(text);
	}
	json_decref(answer);
	return end;
}

const struct verb verb_clear_fault = {
	.name = "clear-fault",
	.arguments = "",
	.help = "try again at once what was refused",
	.run = run_clear_fault,
};
