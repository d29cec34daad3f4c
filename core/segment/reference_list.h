/*
 * reference_list - the addresses whose answers show that this node reaches the network.
 *
 * Those that are listed, and the default router if it is one of them, whoever that is
 * at the time.  Each is to be asked by one ARP request or Neighbour Solicitation, as a
 * host asks that wants to send; claims hears the answers.
 */
#ifndef FIPD_SEGMENT_REFERENCE_LIST_H
#define FIPD_SEGMENT_REFERENCE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "config/config.h"

enum {
	REFERENCES_MAX = CONFIG_REFERENCES_MAX + 2, /* a router of each family */
};

struct references;

/* Who is to be asked, and from which own address. */
struct references_question {
	struct ip sender; /* unset: as a probe, which IPv4 allows */
	struct ip target;
};

/* Make it with what config lists (copied), to be asked from a real IP.  0 or -errno. */
int references_open(
	struct references **references, const struct config *config, struct ip own);

/* Free it; NULL is allowed. */
void references_close(struct references *references);

/*
 * Fill in whom to ask on the segment of an interface at this moment; return how many.
 * One of IPv6 is left out as long as there is no own address to ask from.
 */
size_t references_list(struct references *references, uint32_t interface_index,
	struct references_question questions[REFERENCES_MAX]);

#endif
