/*
 * task_files - whether nobody but root can change what checks and hooks run.
 *
 * The file of the settings, each program, and every folder and symbolic link on the way
 * there must belong to root and be writable by nobody else; a folder where only owners
 * may remove, as /tmp, is good enough for what is root's.  An interpreter or a library
 * that a program uses is not looked at.
 */
#ifndef FIPD_CONFIG_TASK_FILES_H
#define FIPD_CONFIG_TASK_FILES_H

#include <stdbool.h>

#include "schema/task_struct.h"
#include "values/diagnostics.h"
#include "values/fault.h"

/*
 * Judge the file at path, from which the tasks were read, and the program and the user
 * of each; without tasks there is nothing to judge.  Every fault goes to diagnostics,
 * that of a program with the place of its check or hook; true if there was none.
 */
bool task_files_judge(
	const struct tasks *tasks, const char *path, struct diagnostics *diagnostics);

/* Judge one program; false, and the fault: it is none, or others can change it. */
bool task_files_judge_program(const char *path, struct fault *fault);

#endif
