/*
 * fiplist - the F-IPs with what is known of each: plain data, in the order of the file.
 */
#ifndef FIPD_IO_FIPLIST_H
#define FIPD_IO_FIPLIST_H

#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "control/status.h"

struct fiplist_entry {
	struct config_fip fip;
	enum fip_state state;
	int64_t since_us;
};

struct fiplist {
	size_t count;
	struct fiplist_entry entries[CONFIG_FIPS_MAX];
};

/* Fill in the list, every F-IP absent; count must not exceed CONFIG_FIPS_MAX. */
void fiplist_init(struct fiplist *list, const struct config_fip *fips, size_t count,
	int64_t now_us);

/* Return the entry of an address, or NULL. */
struct fiplist_entry *fiplist_find(struct fiplist *list, struct ip address);

/* Set the state of one entry; its age begins anew if that is another one. */
void fiplist_set(struct fiplist_entry *entry, enum fip_state state, int64_t now_us);

/* Set the state of every entry. */
void fiplist_set_all(struct fiplist *list, enum fip_state state, int64_t now_us);

/* Fill in the F-IPs' part of a status. */
void fiplist_tell(const struct fiplist *list, int64_t now_us, struct status *status);

#endif
