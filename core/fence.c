/*
 * fipd-fence - removes the F-IPs when fipd falls silent (core/fips/fence_child.h).
 *
 * A program of its own, so that it has in its memory what it needs and not what fipd
 * needs.  Only fipd starts it.
 */
#include <unistd.h>

#include "fips/fence_child.h"

int main(int argc, char **argv)
{
	return fence_child_run(STDIN_FILENO, argc == 2 ? argv[1] : "");
}
