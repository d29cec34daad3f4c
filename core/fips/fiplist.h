/*
 * fiplist - the F-IPs with what is known of each: plain data, in the order of the file.
 *
 * Found by address in the time that a thousand of them need.
 */
#ifndef FIPD_FIPS_FIPLIST_H
#define FIPD_FIPS_FIPLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "netlink/nlmessage.h"
#include "protocol/status.h"

struct fiplist_entry {
	struct config_fip fip;
	enum fip_state state;
	int64_t since_us;
};

struct fiplist {
	size_t count;
	struct fiplist_entry entries[CONFIG_FIPS_MAX];
	uint16_t sorted[CONFIG_FIPS_MAX]; /* places in entries, by address */
};

/* Fill in the list, every F-IP absent; count must not exceed CONFIG_FIPS_MAX. */
void fiplist_init(struct fiplist *list, const struct config_fip *fips, size_t count,
	int64_t now_us);

/* Find an address and set place to its place in entries; false if it is no F-IP. */
bool fiplist_find(const struct fiplist *list, struct ip address, size_t *place);

/* Set the state of one entry; its age begins anew if that is another one. */
void fiplist_set(struct fiplist_entry *entry, enum fip_state state, int64_t now_us);

/* Set the state of every entry. */
void fiplist_set_all(struct fiplist *list, enum fip_state state, int64_t now_us);

/* Name them as the kernel is to have them: host addresses with fipd's mark. */
void fiplist_name(const struct fiplist *list, uint32_t interface_index,
	uint32_t lease_s, struct netlink_address names[CONFIG_FIPS_MAX]);

/* Fill in the F-IPs' part of a status. */
void fiplist_tell(const struct fiplist *list, int64_t now_us, struct status *status);

#endif
