/*
 * addresses - the rows of fipdAddressTable: the F-IPs in force, and the rows that an
 * operator has made and not put in force.
 *
 * A row in force is active and nonVolatile: fipd has it on disk.  One that is not yet,
 * or no longer, in force is known to the subagent alone; it is volatile, and gone with
 * it (RFC 2579, RowStatus and StorageType).  The rows are in the order of their
 * indexes: kind of address, then its bytes.
 */
#ifndef FIPD_SUBAGENT_ADDRESSES_H
#define FIPD_SUBAGENT_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/status.h"

enum {
	ADDRESSES_DRAFTS_MAX = 16, /* rows not in force */
	ADDRESSES_MAX = STATUS_FIPS_MAX + ADDRESSES_DRAFTS_MAX,
};

/* RFC 2579; those from createAndGo on are only written. */
enum row_status {
	ROW_ACTIVE = 1,
	ROW_NOT_IN_SERVICE,
	ROW_NOT_READY, /* it has no prefix length yet */
	ROW_CREATE_AND_GO,
	ROW_CREATE_AND_WAIT,
	ROW_DESTROY,
};

struct address_row {
	struct fip_status fip; /* first: a column is a member of it or of the rest */
	uint32_t status;       /* enum row_status */
	uint32_t storage;      /* StorageType */
};

/* A row that is not in force. */
struct draft {
	char address[ROWS_NAME_MAX + 1];
	uint32_t prefix_length; /* 0: not given yet */
};

struct drafts {
	size_t count;
	struct draft list[ADDRESSES_DRAFTS_MAX];
};

struct addresses {
	size_t count;
	struct address_row list[ADDRESSES_MAX];
};

/* Make the rows anew from what is in force and what is not; an F-IP in force wins. */
void addresses_make(struct addresses *addresses, const struct status *status,
	const struct drafts *drafts);

#endif
