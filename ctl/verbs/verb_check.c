#include <errno.h>
#include <stdio.h>

#include "check/check_rules.h"
#include "contact/contact.h"
#include "verbs/verb.h"
#include "words/narrate.h"

static int say_unknown(const struct options *options, int error)
{
	char text[CONTACT_TEXT_BYTES];

	contact_describe(text, options, error);
	printf("FIPD %s - %s\n", verdict_word(VERDICT_UNKNOWN), text);
	return VERDICT_UNKNOWN;
}

static int say_verdict(const struct status *status)
{
	enum presence presence[STATUS_FIPS_MAX];
	struct verdict verdict;

	presence_read(presence, status);
	verdict = verdict_judge(status, presence);
	printf("FIPD %s - %s%s%s (%s %s, peer %s %s, %s)\n",
		verdict_word(verdict.level), verdict.text,
		verdict.object[0] == '\0' ? "" : ": ", verdict.object,
		status->config.node, narrate_role((enum role)status->role),
		status->peer_address, words_text(&words_peer_state, status->peer_state),
		narrate_role((enum role)status->peer_role));
	return (int)verdict.level;
}

static int say_refused(const json_t *answer)
{
	const char *text = json_string_value(json_object_get(answer, "text"));

	printf("FIPD %s - fipd refused to tell its status: %s\n",
		verdict_word(VERDICT_UNKNOWN),
		text == NULL ? "it gives no reason" : text);
	return VERDICT_UNKNOWN;
}

static int judge(const struct options *options, const json_t *answer)
{
	struct status status = { 0 };

	if (json_is_false(json_object_get(answer, "ok"))) {
		return say_refused(answer);
	}
	if (!status_from_json(&status, json_object_get(answer, "status"))) {
		return say_unknown(options, -EPROTO);
	}
	return say_verdict(&status);
}

/* A plugin's one line is on stdout whatever happens, so contact_ask is not for it. */
int verb_check(const struct options *options)
{
	struct client *client;
	json_t *answer;
	int error = contact_connect(&client, options);
	int level;

	if (error != 0) {
		return say_unknown(options, error);
	}
	error = client_ask(client, json_pack("{s:s}", "op", "status"),
		contact_timeout_ms(options), &answer);
	level = error == 0 ? judge(options, answer) : say_unknown(options, error);
	json_decref(answer);
	client_close(client);
	return level;
}
