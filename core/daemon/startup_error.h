/*
 * startup_error - the one clear line for each thing that hinders a start, and its exit
 * code.
 *
 * Each function looks at one thing or explains one error; it returns 0 if the start may
 * go on, else the exit code (of <sysexits.h>) to end with, the line being written.
 */
#ifndef FIPD_DAEMON_STARTUP_ERROR_H
#define FIPD_DAEMON_STARTUP_ERROR_H

#include "config/config.h"
#include "journal/journal_file.h"
#include "node/setup.h"
#include "values/diagnostics.h"

struct daemon;

/* Look whether fipd has the capabilities it needs. */
int startup_error_privilege(struct daemon *daemon);

/* Write each fault as a line with this id. */
void startup_error_list(const struct diagnostics *diagnostics, int id);

/* Sum up the faults of a configuration that cannot be used. */
int startup_error_config(const struct setup_faults *faults);

/* Explain an error of the state folder. */
int startup_error_state(const char *folder, int error);

/* Tell what was wrong with the journal's file; nothing of it stops a start. */
void startup_error_archive(
	const char *folder, const struct journal_file_findings *findings);

/*
 * Find the own real IP.  One that is not known yet does not stop a start: the daemon
 * waits for it, and says so when it tells the engine that the network is not usable.
 */
int startup_error_identity(const struct config *config, struct ip *own);

/* Explain an error of network_open. */
int startup_error_network(const struct config *config, int error);

/* Explain an error of the control socket. */
int startup_error_control(const char *path, int error);

/* Explain an error of the operating system. */
int startup_error_system(const char *what, int error);

#endif
