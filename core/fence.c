/*
 * fipd-fence - removes the F-IPs when fipd falls silent (core/fips/fence_child.h).
 *
 * A program of its own, so that it has in its memory what it needs and not what fipd
 * needs.  Only fipd starts it.
 */
#include <sysexits.h>
#include <unistd.h>

#include "fips/fence_child.h"

static const char REFUSAL[] =
	"fipd-fence: only a fipd of the same version starts it; see fipd(8)\n";

int main(int argc, char **argv)
{
	int code = fence_child_run(STDIN_FILENO, argc == 2 ? argv[1] : "");

	if (code == EX_USAGE
		&& write(STDERR_FILENO, REFUSAL, sizeof(REFUSAL) - 1) < 0) {
		code = EX_IOERR;
	}
	return code;
}
