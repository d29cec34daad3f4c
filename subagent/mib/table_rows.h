/*
 * table_rows - the rows of the tables that an operator may change: the F-IPs, and the
 * networks of the PAC service.  Some are in force, others he has made and not put in
 * force.
 *
 * A row in force is active and nonVolatile: fipd has it on disk.  One that is not yet,
 * or no longer, in force is known to the subagent alone; it is volatile, and gone with
 * it (RFC 2579, RowStatus and StorageType).  The rows are in the order of their
 * indexes: kind of address, its bytes, and of a network its prefix length.  Beside it
 * is the order of their texts, by which people name them.
 */
#ifndef FIPD_MIB_TABLE_ROWS_H
#define FIPD_MIB_TABLE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/status.h"

enum {
	ADDRESSES_DRAFTS_MAX = 16, /* rows not in force */
	ADDRESSES_MAX = STATUS_FIPS_MAX + ADDRESSES_DRAFTS_MAX,
};

enum address_table {
	ADDRESSES_FIPS,
	ADDRESSES_DIRECT,  /* networks whose hosts need no proxy */
	ADDRESSES_CLIENTS, /* networks that may have the PAC script */
	ADDRESSES_TABLES,
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

enum {
	ADDRESSES_TEXT_BYTES = STATUS_NAME_MAX + 8,
	ADDRESSES_KEY_BYTES =
		1 + 16 + 1, /* kind of address, its bytes, prefix length */
};

struct address_row {
	struct fip_status fip; /* of a network only its address and prefix length */
	uint32_t status;       /* enum row_status */
	uint32_t storage;      /* StorageType */
	/* The order of the rows, and what their index is made of. */
	uint8_t key[ADDRESSES_KEY_BYTES];
	uint8_t address_bytes; /* 0, 4 or 16 */
};

/* A row that is not in force. */
struct draft {
	char address[STATUS_NAME_MAX + 1];
	uint32_t prefix_length; /* 0: not given yet */
};

struct drafts {
	size_t count;
	struct draft list[ADDRESSES_DRAFTS_MAX];
};

struct addresses {
	size_t count;
	struct address_row list[ADDRESSES_MAX];
	uint16_t by_text[ADDRESSES_MAX]; /* places in list, in the order of texts */
};

/* Make the rows of all tables anew from what is in force and what is not, which has
 * one place for each table; of two alike the one in force wins. */
void addresses_make(struct addresses tables[ADDRESSES_TABLES],
	const struct status *status, const struct drafts drafts[ADDRESSES_TABLES]);

/* Write "192.168.0.100/24", or the address alone where there is no prefix length. */
void addresses_write(const struct fip_status *fip, char text[ADDRESSES_TEXT_BYTES]);

/* Make every age of the rows that of elapsed_ms later; -1 stays -1. */
void addresses_grow(struct addresses tables[ADDRESSES_TABLES], int64_t elapsed_ms);

#endif
