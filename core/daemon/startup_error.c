#include "daemon/startup_error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "loop/log.h"
#include "loop/privilege.h"
#include "node/own_address.h"

static int complain(int code, int id, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int complain(int code, int id, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	log_message(MESSAGE_ERROR, id, "%s", text);
	return code;
}

int startup_error_privilege(struct daemon *daemon)
{
	const char *missing = privilege_missing();

	(void)daemon;
	if (missing == NULL) {
		return 0;
	}
	return complain(EX_NOPERM, 210,
		"%s missing: start fipd by its unit (systemctl start fipd) or as root",
		missing);
}

void startup_error_list(const struct diagnostics *diagnostics, int id)
{
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		log_message(MESSAGE_ERROR, id, "%s", diagnostics->text[i]);
	}
}

int startup_error_config(const struct setup_faults *faults)
{
	if (faults->config.count == 0) {
		return complain(EX_CONFIG, 203,
			"fipd does not start without a good key "
			"file: make one with `fipctl keygen`, the same on both nodes, "
			"or "
			"write `auth: none`");
	}
	return complain(EX_CONFIG, 202,
		"fipd does not start: the configuration has %zu "
		"fault%s",
		faults->config.count, faults->config.count == 1 ? "" : "s");
}

int startup_error_state(const char *folder, int error)
{
	if (error == -EWOULDBLOCK) {
		return complain(EX_UNAVAILABLE, 205,
			"another fipd uses %s: stop it, or "
			"give this one its own --state and --control",
			folder);
	}
	return complain(EX_OSERR, 204,
		"the state folder %s cannot be used: %s; give it to "
		"the user fipd runs as, or name another with --state",
		folder, strerror(-error));
}

void startup_error_archive(
	const char *folder, const struct journal_file_findings *findings)
{
	if (findings->cut_bytes) {
		log_message(MESSAGE_WARNING, 220,
			"%s/events.jsonl: its end was torn, %zu "
			"bytes were cut off",
			folder, findings->cut_bytes);
	}
	if (findings->damaged_lines) {
		log_message(MESSAGE_WARNING, 221,
			"%s/events.jsonl:%zu: %zu damaged line%s "
			"passed over",
			folder, findings->first_damaged_line, findings->damaged_lines,
			findings->damaged_lines == 1 ? "" : "s");
	}
}

int startup_error_identity(const struct config *config, struct ip *own)
{
	int error;
	enum own_address_verdict verdict = own_address_find(config, own, &error);
	char text[256];

	own_address_explain(text, sizeof(text), verdict, config, error);
	switch (verdict) {
	case OWN_ADDRESS_KNOWN:
	case OWN_ADDRESS_UNKNOWN:
		return 0;
	case OWN_ADDRESS_IS_FIP:
		return complain(EX_CONFIG, 212, "%s", text);
	case OWN_ADDRESS_IS_PEER:
		return complain(EX_CONFIG, 213, "%s", text);
	case OWN_ADDRESS_IS_LINK:
		return complain(EX_CONFIG, 225, "%s", text);
	case OWN_ADDRESS_REFUSED:
		break;
	}
	return startup_error_network(config, error);
}

int startup_error_network(const struct config *config, int error)
{
	if (error == -EPERM || error == -EACCES) {
		return complain(EX_NOPERM, 210,
			"the kernel refuses fipd its sockets: start "
			"it by its unit (systemctl start fipd) or as root");
	}
	if (error == -EADDRINUSE) {
		return complain(EX_UNAVAILABLE, 208,
			"monitor port %u is in use: find by "
			"whom with `ss -lunp`, or choose another `port` on both nodes",
			config->port);
	}
	return complain(EX_OSERR, 209, "the network cannot be used over %s: %s",
		config->interface, strerror(-error));
}

int startup_error_control(const char *path, int error)
{
	if (error == -EADDRINUSE) {
		return complain(EX_UNAVAILABLE, 206,
			"another fipd listens on %s: stop it, "
			"or give this one its own --control",
			path);
	}
	return complain(EX_OSERR, 207,
		"the control socket %s cannot be made: %s; make its "
		"folder for the user fipd runs as, or name another with --control",
		path, strerror(-error));
}

int startup_error_system(const char *what, int error)
{
	return complain(EX_OSERR, 218, "%s: %s", what, strerror(-error));
}
