#include "daemon/readiness.h"

#include <string.h>

#include "loop/log.h"
#include "node/own_address.h"

static void log_closed_path(const struct daemon *daemon)
{
	const struct config *config = &daemon->setup.config;
	struct ip own;
	char text[DAEMON_TEXT_MAX];
	int error;
	enum own_address_verdict verdict = own_address_find(config, &own, &error);

	if (verdict == OWN_ADDRESS_KNOWN) {
		log_message(MESSAGE_ERROR, 209,
			"the heartbeat path from %s to %s over %s "
			"cannot be opened: %s; fipd waits in fault",
			daemon->event_log.own, daemon->event_log.peer,
			config->interface,
			strerror(-daemon->network.paths.list[0].error));
	} else {
		own_address_explain(text, sizeof(text), verdict, config, error);
		log_message(MESSAGE_ERROR, 211, "%s; fipd waits in fault", text);
	}
}

/* What hinders is named, so that one line is enough to know what to do. */
static void log_unusable(const struct daemon *daemon)
{
	const char *name = daemon->setup.config.interface;
	const struct netlink_interface *interface =
		fips_interface(daemon->network.fips);
	int id = daemon->told ? 310 : 214;

	if (!interface->index) {
		log_message(MESSAGE_WARNING, id,
			"interface %s does not exist; fipd waits "
			"for it in fault",
			name);
	} else if (!interface->up) {
		log_message(MESSAGE_WARNING, id,
			"interface %s is down or has no carrier; "
			"fipd waits for it in fault",
			name);
	} else {
		log_closed_path(daemon);
	}
}

void readiness_tell(struct daemon *daemon)
{
	struct input input = { .kind = INPUT_INTERFACE };

	input.up = network_is_usable(&daemon->network);
	if (daemon->told && input.up == daemon->usable) {
		return;
	}
	if (!input.up) {
		log_unusable(daemon);
	} else if (daemon->told) {
		log_message(MESSAGE_INFO, 311,
			"interface %s is up and a heartbeat path "
			"is open",
			daemon->setup.config.interface);
	}
	daemon->told = true;
	daemon->usable = input.up;
	driver_step(&daemon->driver, &input);
}
