#include "daemon/rights.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>

#include "confine/call_filter.h"
#include "confine/confine.h"
#include "daemon/failure.h"
#include "loop/log.h"
#include "loop/privilege.h"

static int id_of(int code)
{
	return code == EX_USAGE ? 201 : code == EX_NOPERM ? 210 : 218;
}

static int take_user(const struct options *options)
{
	const struct confine_wish wish = {
		.program = CONFINE_FIPD,
		.user = options->user,
		.state = options->state,
		.socket = options->control,
	};
	struct confine_words words;
	int code = confine_take_user(&wish, &words);

	if (code) {
		return failure_tell(code, id_of(code), "%s", words.text);
	}
	if (words.text[0] != '\0') {
		log_message(MESSAGE_INFO, 228, "%s", words.text);
	}
	return 0;
}

/* This comes early, so that what follows is in time already. */
static void raise_priority(void)
{
	int error = privilege_raise_session();

	if (error && error != -ENOENT) {
		log_message(MESSAGE_INFO, 226,
			"the raised priority counts within fipd's session only: %s",
			strerror(-error));
	}
}

/* The keys are in the memory: no core dump has them, and only root traces fipd.  The
 * kernel forgets this when the user changes. */
static void keep_secrets(void)
{
	if (prctl(PR_SET_DUMPABLE, 0) != 0) {
		log_message(MESSAGE_WARNING, 0, "core dumps cannot be switched off: %s",
			strerror(errno));
	}
}

static void filter_calls(void)
{
	int error = call_filter_install(CONFINE_FIPD);

	if (error) {
		log_message(MESSAGE_INFO, 228, "fipd has no filter of system calls: %s",
			strerror(-error));
	}
}

static int check_capabilities(void)
{
	const char *missing = privilege_missing();

	if (missing == NULL) {
		return 0;
	}
	return failure_tell(EX_NOPERM, 210,
		"%s missing: start fipd by its unit (systemctl start fipd) or as root",
		missing);
}

int rights_settle(const struct options *options)
{
	int code = take_user(options);

	if (code) {
		return code;
	}
	raise_priority();
	keep_secrets();
	filter_calls();
	return check_capabilities();
}
