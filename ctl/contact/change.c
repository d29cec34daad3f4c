#include "contact/change.h"

#include <stdio.h>

#include "contact/contact.h"

static int ask(struct client *client, const struct options *options, json_t *request,
	int *culprit)
{
	json_t *answer;
	int end = contact_ask(client, options, request, &answer);
	const json_t *index = json_object_get(answer, "index");

	if (end == EXIT_REFUSED && json_is_integer(index)) {
		*culprit = (int)json_integer_value(index);
	}
	json_decref(answer);
	return end;
}

int change_make(struct client *client, const struct options *options, json_t *prepare,
	int *culprit)
{
	int end;

	*culprit = -1;
	end = ask(client, options, prepare, culprit);
	if (end != EXIT_DONE) {
		return end;
	}
	end = ask(client, options, json_pack("{s:s}", "op", "commit"), culprit);
	if (end == EXIT_LATE || end == EXIT_UNREACHABLE) {
		fputs("fipctl: whether the change is in force is not known; "
		      "`fipctl show config` tells\n",
			stderr);
	}
	if (end == EXIT_DONE) {
		end = ask(client, options, json_pack("{s:s}", "op", "free"), culprit);
	}
	return end;
}
