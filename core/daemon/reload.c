#include "daemon/reload.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "daemon/notify.h"
#include "loop/log.h"
#include "server/answer.h"

static int read_files(void *context)
{
	struct reload *reload = context;

	reload->good = setup_load(&reload->setup, &reload->files, &reload->faults)
		       && reload->faults.overlay.count == 0;
	return 0;
}

static void add_faults(json_t *list, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		json_array_append_new(list, answer_text(diagnostics->text[i]));
		log_message(MESSAGE_ERROR, 305, "%s", diagnostics->text[i]);
	}
}

static json_t *refuse_reload(struct reload *reload, const char *text)
{
	json_t *answer = answer_bad("badConfiguration", "%s", text);
	json_t *list = json_array();

	add_faults(list, &reload->faults.config);
	add_faults(list, &reload->faults.overlay);
	add_faults(list, &reload->faults.keys);
	json_object_set_new(answer, "faults", list);
	log_message(MESSAGE_ERROR, 305, "%s", text);
	status_build_refuse(reload->status_build, text);
	return answer;
}

/* The files have been read: put them in force, or say why not. */
static void on_read(void *context, int result)
{
	struct reload *reload = context;
	char text[NODE_TEXT_MAX] =
		"the configuration has faults; the old one stays in force";
	char *actor = reload->node->event_log.actor;
	bool changed;
	json_t *answer;

	(void)result;
	reload->busy = false;
	memcpy(actor, reload->actor, sizeof(reload->actor));
	changed = reload->good
		  && node_reconfigure(reload->node, &reload->setup, text, sizeof(text));
	actor[0] = '\0';
	if (changed) {
		health_reconfigure(reload->health);
		log_message(MESSAGE_INFO, 313, "the configuration was read again");
		answer =
			answer_said("the configuration was read again and is in force");
	} else {
		answer = refuse_reload(reload, text);
	}
	explicit_bzero(&reload->setup.keys, sizeof(reload->setup.keys));
	notify_send("READY=1");
	server_end_reload(reload->server, changed, reload->client, answer);
}

/* systemd compares the stamp with its own clock to pair this with the READY=1 that
 * follows. */
static void notify_reloading(void)
{
	struct timespec now;
	char state[64];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld",
		(long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	notify_send(state);
}

/* Who asks now will have asked when the files have been read. */
static void keep_actor(struct reload *reload)
{
	const char *actor = reload->node->event_log.actor;

	snprintf(reload->actor, sizeof(reload->actor), "reload%s%.50s",
		actor[0] != '\0' ? ": " : "", actor);
}

bool reload_begin(struct reload *reload, uint64_t client)
{
	struct disk_job job = {
		.work = read_files,
		.on_done = on_read,
		.context = reload,
	};

	if (reload->busy || server_is_changing(reload->server)) {
		return false;
	}
	reload->client = client;
	keep_actor(reload);
	reload->busy = disk_submit(reload->disk, &job);
	if (reload->busy) {
		notify_reloading();
	}
	return reload->busy;
}
