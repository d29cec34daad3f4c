/*
 * asset - the files that are compiled into fipd-web: the status page, and the body of
 * the proxy auto-configuration script.
 */
#ifndef FIPD_WEB_ASSET_H
#define FIPD_WEB_ASSET_H

#include <stddef.h>
#include <stdint.h>

struct asset {
	const char *name;     /* of the file, without its folder */
	const uint8_t *bytes; /* a 0 follows them */
	size_t length_bytes;
};

/* The list that cmake/Web.cmake makes. */
extern const struct asset asset_list[];
extern const size_t asset_count;

/* Return the file of a name, or NULL. */
const struct asset *asset_find(const char *name);

#endif
