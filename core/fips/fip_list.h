/*
 * fip_list - the F-IPs with what is known of each: plain data, in the order of the
 * file.
 *
 * Found by address in the time that a thousand of them need.
 */
#ifndef FIPD_FIPS_FIP_LIST_H
#define FIPD_FIPS_FIP_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "netlink/address_message.h"
#include "protocol/status.h"

struct fip_list_entry {
	struct config_fip fip;
	enum fip_state state;
	int64_t since_us;
};

struct fip_list {
	size_t count;
	struct fip_list_entry entries[CONFIG_FIPS_MAX];
	uint16_t sorted[CONFIG_FIPS_MAX]; /* places in entries, by address */
};

/* Fill in the list, every F-IP absent; count must not exceed CONFIG_FIPS_MAX. */
void fip_list_init(struct fip_list *list, const struct config_fip *fips, size_t count,
	int64_t now_us);

/* Find an address and set place to its place in entries; false if it is no F-IP. */
bool fip_list_find(const struct fip_list *list, struct ip address, size_t *place);

/* Set the state of one entry; its age begins anew if that is another one. */
void fip_list_set(struct fip_list_entry *entry, enum fip_state state, int64_t now_us);

/* Set the state of every entry. */
void fip_list_set_all(struct fip_list *list, enum fip_state state, int64_t now_us);

/* Name them as the kernel is to have them: host addresses with fipd's mark. */
void fip_list_name(const struct fip_list *list, uint32_t interface_index,
	uint32_t lease_s, struct netlink_address names[CONFIG_FIPS_MAX]);

/* Fill in the F-IPs' part of a status. */
void fip_list_tell(const struct fip_list *list, int64_t now_us, struct status *status);

#endif
