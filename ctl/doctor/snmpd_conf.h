/*
 * snmpd_conf - what matters to fipd of snmpd's configuration: whether it is an AgentX
 * master and where, who may read which part of the MIB, and where notifications go.
 *
 * The directives are those of snmpd.conf(5) of net-snmp 5.9; what is not needed here is
 * passed over, for judging the whole file is snmpd's business.
 */
#ifndef FIPD_DOCTOR_SNMPD_CONF_H
#define FIPD_DOCTOR_SNMPD_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SNMPDCONF_NAME_BYTES = 64,
	SNMPDCONF_PATH_BYTES = 256,
	SNMPDCONF_LINE_BYTES = 512,
	SNMPDCONF_ARCS_MAX = 32,
	SNMPDCONF_LIST_MAX = 64,
};

/* A subtree of the MIB; no arcs: all of it. */
struct subtree {
	size_t count;
	uint32_t arcs[SNMPDCONF_ARCS_MAX];
};

/* One line of a view. */
struct snmpdconf_view {
	char name[SNMPDCONF_NAME_BYTES];
	bool included;
	struct subtree subtree;
};

/* A grant: a community, user or group may read a named view, or a subtree. */
struct snmpdconf_grant {
	char who[SNMPDCONF_NAME_BYTES]; /* "community public", "group readers" */
	char view[SNMPDCONF_NAME_BYTES];
	struct subtree subtree;
};

enum sink_fault {
	SINK_GOOD,
	SINK_BLOCKS, /* snmpd waits for the receiver's engine ID, and answers nobody */
	SINK_GIVES_UP, /* an inform is not repeated for long */
};

/* A receiver of snmpd's notifications. */
struct snmpdconf_sink {
	char host[SNMPDCONF_PATH_BYTES];       /* as it is written */
	char name[SNMPDCONF_PATH_BYTES];       /* the name or the address in that */
	char place[SNMPDCONF_PATH_BYTES + 16]; /* "/etc/snmp/snmpd.conf:12" */
	enum sink_fault fault;
	char right[SNMPDCONF_LINE_BYTES]; /* the line without the fault, and no secrets
					   */
};

struct snmpdconf {
	bool master; /* agentx */
	char socket[SNMPDCONF_PATH_BYTES];
	size_t view_count;
	struct snmpdconf_view views[SNMPDCONF_LIST_MAX];
	size_t grant_count;
	struct snmpdconf_grant grants[SNMPDCONF_LIST_MAX];
	size_t file_count; /* files read */
	/* Included files that were not read, and the first of them. */
	size_t unread_count;
	char unread[SNMPDCONF_PATH_BYTES];
	int unread_error;
	size_t sink_count;
	struct snmpdconf_sink sinks[SNMPDCONF_LIST_MAX];
};

/*
 * Fill conf with snmpd's defaults, and read a file and those that it includes; 0, or
 * -errno if it cannot be read: -ELOOP for a symbolic link, -EINVAL for what is no
 * regular file.  An included one that cannot be read is noted, -EMLINK where the files
 * are too many or include each other too deeply.
 */
int snmpdconf_read(struct snmpdconf *conf, const char *path);

/* Return whether a grant shows a subtree, at least in part. */
bool snmpdconf_shows(const struct snmpdconf *conf, const struct snmpdconf_grant *grant,
	const struct subtree *subtree);

#endif
