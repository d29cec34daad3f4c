/*
 * snmpd_conf - what matters to fipd of snmpd's configuration: whether it is an AgentX
 * master and where, at which addresses it listens, who may read which part of the MIB,
 * which users there are, and where notifications go.
 *
 * The directives are those of snmpd.conf(5) of net-snmp 5.9; what is not needed here is
 * passed over, for judging the whole file is snmpd's business.
 */
#ifndef FIPD_DOCTOR_SNMPD_CONF_H
#define FIPD_DOCTOR_SNMPD_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "doctor/snmpd_line.h"
#include "doctor/snmpd_sink.h"

enum {
	SNMPDCONF_NAME_BYTES = 64,
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

enum snmpdconf_kind {
	GRANT_COMMUNITY,
	GRANT_USER,
	GRANT_GROUP,
};

/* A grant: a community, user or group may read a named view, or a subtree. */
struct snmpdconf_grant {
	enum snmpdconf_kind kind;
	char name[SNMPDCONF_NAME_BYTES];
	char place[SNMPDLINE_PLACE_BYTES]; /* "/etc/snmp/snmpd.conf:12", as all places
					    */
	char who[SNMPDCONF_NAME_BYTES];    /* "community public", "group readers" */
	char view[SNMPDCONF_NAME_BYTES];
	struct subtree subtree;
};

/* A line of agentAddress. */
struct snmpdconf_listen {
	char text[SNMPDLINE_BYTES];
	char path[SNMPDLINE_PATH_BYTES];
	unsigned number;
	char place[SNMPDLINE_PLACE_BYTES];
};

/* A user of SNMPv3 as a member of a group. */
struct snmpdconf_member {
	char group[SNMPDCONF_NAME_BYTES];
	char user[SNMPDCONF_NAME_BYTES];
	char place[SNMPDLINE_PLACE_BYTES];
};

struct snmpdconf {
	bool master;                              /* agentx */
	char socket[SNMPDLINE_PATH_BYTES];        /* the first one */
	char socket_place[SNMPDLINE_PLACE_BYTES]; /* "": no line names one */
	size_t listen_count;
	struct snmpdconf_listen listens[SNMPDCONF_LIST_MAX];
	size_t member_count;
	struct snmpdconf_member members[SNMPDCONF_LIST_MAX];
	/* The users that exist, here and in what snmpd keeps. */
	size_t known_count;
	char known[SNMPDCONF_LIST_MAX][SNMPDCONF_NAME_BYTES];
	char persistent[SNMPDLINE_PATH_BYTES];
	int persistent_error; /* 0 or -errno */
	size_t view_count;
	struct snmpdconf_view views[SNMPDCONF_LIST_MAX];
	size_t grant_count;
	struct snmpdconf_grant grants[SNMPDCONF_LIST_MAX];
	size_t file_count; /* files read */
	/* Included files that were not read, and the first of them. */
	size_t unread_count;
	char unread[SNMPDLINE_PATH_BYTES];
	int unread_error;
	size_t sink_count;
	struct snmpdsink sinks[SNMPDCONF_LIST_MAX];
};

/*
 * Fill conf with snmpd's defaults, and read a file and those that it includes; 0, or
 * -errno if it cannot be read: -ELOOP for a symbolic link, -EINVAL for what is no
 * regular file.  An included one that cannot be read is noted, -EMLINK where the files
 * are too many or include each other too deeply.
 */
int snmpdconf_read(struct snmpdconf *conf, const char *path);

/* Return whether there is a user of SNMPv3. */
bool snmpdconf_knows(const struct snmpdconf *conf, const char *user);

/* Return whether a grant shows a subtree, at least in part. */
bool snmpdconf_shows(const struct snmpdconf *conf, const struct snmpdconf_grant *grant,
	const struct subtree *subtree);

#endif
