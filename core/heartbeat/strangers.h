/*
 * strangers - who sends heartbeats to a link's own address and is not its peer.
 *
 * The sockets of the link are connected, so they see nothing of him.  This one is UDP,
 * at the same address and port but not connected: the kernel gives it what it has no
 * better socket for.  When something has come it is left alone until the next look, a
 * second later at the most, and then read as far as its small queue goes, so nobody who
 * fills it costs more than that.  Its filter leaves out what no heartbeat of another
 * pair can be.
 *
 * A stranger whose seal is right has the pair's key: he is a third node.  He is
 * answered, for nobody else would tell him: with the words that the link said last, so
 * their pair is not his, and as link 0, which no peer has and nobody answers.
 */
#ifndef FIPD_HEARTBEAT_STRANGERS_H
#define FIPD_HEARTBEAT_STRANGERS_H

#include <stdbool.h>
#include <stdint.h>

#include "heartbeat/link_plan.h"
#include "loop/loop.h"
#include "model/types.h"
#include "values/ip.h"
#include "wire/seal.h"

/* The strangers of a link; zero to begin with, and closed with strangers_shut. */
struct strangers {
	bool open;
	bool came; /* there is something to read */
	int fd;
	struct watch *watch; /* NULL: something came */
	int first_fd;        /* of the link: the socket that is connected */
	bool at_peer;    /* since the last look one spoke from the peer's own address */
	int64_t said_us; /* when the link said this, 0: nothing yet */
	struct heartbeat said; /* last */
};

/*
 * Read what has come, or open the socket if it is not, now or the next time: the
 * sockets of the link must be open, as they find out whether another program has the
 * port. Return whether a third node was heard, and the address of the last one, who is
 * answered if the link speaks.
 */
bool strangers_look(struct strangers *strangers, const struct link_plan *plan,
	struct seal *seal, struct loop *loop, struct ip *source);

/* Close the socket, before the link opens its own ones anew; allowed more than once. */
void strangers_shut(struct strangers *strangers);

#endif
