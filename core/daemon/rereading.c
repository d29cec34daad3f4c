#include "daemon/rereading.h"

#include <stdio.h>
#include <string.h>

#include "daemon/notify.h"
#include "loop/log.h"
#include "server/answer.h"

static void add_faults(json_t *list, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		json_array_append_new(list, answer_text(diagnostics->text[i]));
		log_message(MESSAGE_ERROR, 305, "%s", diagnostics->text[i]);
	}
}

static json_t *refuse_reload(
	struct daemon *daemon, struct setup_faults *faults, const char *text)
{
	json_t *answer = answer_bad("badConfiguration", "%s", text);
	json_t *list = json_array();

	add_faults(list, &faults->config);
	add_faults(list, &faults->overlay);
	add_faults(list, &faults->keys);
	json_object_set_new(answer, "faults", list);
	log_message(MESSAGE_ERROR, 305, "%s", text);
	snprintf(daemon->status_build.refusal, sizeof(daemon->status_build.refusal),
		"%s", text);
	return answer;
}

/* The files have been read: put them in force, or say why not. */
static void on_read(struct reload *result, void *context)
{
	struct daemon *daemon = context;
	char text[NODE_TEXT_MAX];
	json_t *answer;

	if (!result->good) {
		answer = refuse_reload(daemon, &result->faults,
			"the configuration has faults; the old one stays in force");
	} else if (!node_reconfigure(
			   &daemon->node, &result->setup, text, sizeof(text))) {
		answer = refuse_reload(daemon, &result->faults, text);
	} else {
		transaction_overtake(&daemon->transaction);
		log_message(MESSAGE_INFO, 313, "the configuration was read again");
		answer =
			answer_said("the configuration was read again and is in force");
	}
	explicit_bzero(&result->setup.keys, sizeof(result->setup.keys));
	notify_send("READY=1");
	server_answer(daemon->server, result->client, answer);
}

void rereading_init(struct daemon *daemon)
{
	daemon->reload.disk = daemon->store.disk;
	daemon->reload.files.config = daemon->options->config;
	daemon->reload.files.overlay = daemon->store.overlay_path;
	daemon->reload.on_read = on_read;
	daemon->reload.context = daemon;
}
