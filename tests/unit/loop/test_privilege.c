#include "unit/cmocka_all.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/privilege.h"

enum {
	NOT_POSSIBLE = 77
};

/* Return the nice value of this process's session, or 1: the kernel knows none. */
static int session_nice(void)
{
	FILE *file = fopen("/proc/self/autogroup", "re");
	int nice = 1;

	if (file != NULL) {
		if (fscanf(file, "/autogroup-%*d nice %d", &nice) != 1) {
			nice = 1;
		}
		fclose(file);
	}
	return nice;
}

/* In a process of its own with this nice value; return the session's, or NOT_POSSIBLE.
 */
static int raise_with(int nice, bool own_session)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		bool possible = setsid() > 0 && session_nice() == 0;
		pid_t inner = own_session ? 0 : fork();

		if (inner > 0) {
			waitpid(inner, &status, 0);
			_exit(WEXITSTATUS(status));
		}
		possible = possible && setpriority(PRIO_PROCESS, 0, nice) == 0;
		possible = possible && privilege_raise_session() == 0;
		_exit(possible ? -session_nice() : NOT_POSSIBLE);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == NOT_POSSIBLE ? NOT_POSSIBLE
						   : -WEXITSTATUS(status);
}

static void assert_session(int nice, bool own_session, int expected)
{
	int found = raise_with(nice, own_session);

	if (found == NOT_POSSIBLE) {
		skip();
	}
	assert_int_equal(found, expected);
}

static void a_raised_priority_is_given_to_the_own_session(void **state)
{
	(void)state;
	assert_session(-10, true, -10);
}

static void a_session_of_others_is_left_alone(void **state)
{
	(void)state;
	assert_session(-10, false, 0);
}

static void an_ordinary_priority_changes_nothing(void **state)
{
	(void)state;
	assert_session(0, true, 0);
	assert_session(5, true, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_raised_priority_is_given_to_the_own_session),
		cmocka_unit_test(a_session_of_others_is_left_alone),
		cmocka_unit_test(an_ordinary_priority_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
