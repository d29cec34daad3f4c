/*
 * input - one thing that happened, with its time, as the engine is told of it.
 *
 * Plain values only, so that events can be recorded on disk and played again.
 */
#ifndef FIPD_MODEL_INPUT_H
#define FIPD_MODEL_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"
#include "model/settings.h"
#include "model/types.h"

enum input_kind {
	INPUT_DEADLINE,     /* the wake-up that was asked for */
	INPUT_HEARTBEAT,    /* heartbeat: sealed with a known key, of this pair */
	INPUT_INTERFACE,    /* up: the F-IPs' interface exists, is up and has a carrier,
			       and real IP and routes are there; else lack; macs: it
			       sends from these */
	INPUT_HELD,         /* result of hold: the kernel has confirmed every F-IP */
	INPUT_HOLD_REFUSED, /* result of hold: the kernel refused one */
	INPUT_RENEWED,      /* result of renew: every lease runs anew */
	INPUT_FIPS_GONE,    /* an F-IP that should be held is not there */
	INPUT_RELEASED,     /* result of release: none is left in the kernel */
	INPUT_FIPS_FOUND,  /* at start: all F-IPs are there; remaining_us of their lease
			    */
	INPUT_RIVAL_PROBE, /* mac: somebody asks the segment for an F-IP, as we do */
	INPUT_ANSWERED,    /* mac, consistent: somebody else answers for an F-IP */
	INPUT_COMMAND,     /* command: the operator's wish */
	INPUT_SETTINGS,    /* settings, peer_changed: a new configuration */
	INPUT_STOP,      /* the daemon stops: give the F-IPs up, or keep them (keep) */
	INPUT_TROUBLE,   /* link, trouble: how the socket of a link fares */
	INPUT_REFERENCE, /* a reference address has answered */
	INPUT_COPY,      /* copy: an outsider's F-IP is here now, or none any more */
	INPUT_NEIGHBOR,  /* mac: it says that the peer's real IP is its own */
	INPUT_THIRD,     /* from_peer: a node of another pair spoke with our key */
	INPUT_HEALTH,    /* unwell: a check of a service here fails, or none does */
};

enum command {
	COMMAND_SWITCHOVER = 1, /* move the F-IPs to the other node, if it can */
	COMMAND_RESET_COUNTERS,
	COMMAND_CLEAR_FAULT, /* try again at once what the kernel refused */
	COMMAND_MAINTENANCE, /* a setting; here only to ask engine_refusal about it */
	COMMAND_FORCE_SWITCHOVER, /* take them though a third host answers for them */
	COMMAND_FORCE_OUT, /* in maintenance: drop them though nobody takes them */
	COMMAND_VOUCH,     /* take them whoever answers: the peer's host is off */
};

struct input {
	enum input_kind kind;
	int64_t now_us;
	struct heartbeat heartbeat;
	struct settings settings;
	enum command command;
	int64_t remaining_us;
	int64_t age_us; /* of a heartbeat: how long it lay in the socket */
	uint8_t mac[6];
	bool up;
	enum lack lack;
	bool consistent; /* of an answer: its frame comes from the MAC that it names */
	bool pinned;     /* of F-IPs found: the operator had put them here */
	bool keep;       /* of a stop: a restart follows within the lease */
	uint8_t link;
	enum trouble trouble;
	bool from_peer; /* of a third node: it has the peer's address */
	bool unwell;    /* of this node: a check that demotes it has failed */
	struct copy copy;
	bool peer_changed; /* another peer address: nothing learnt of it holds */
	uint8_t mac_count;
	uint8_t macs[HEARTBEAT_MACS_MAX][6];
};

#endif
