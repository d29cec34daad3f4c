/*
 * asset - the files that are compiled into a program: into fipd-web the status page,
 * and the body of the proxy auto-configuration script; into fipctl the settings
 * screens.
 */
#ifndef FIPD_WEB_ASSET_H
#define FIPD_WEB_ASSET_H

#include <stddef.h>
#include <stdint.h>

struct asset {
	const char *name;     /* of the file, without its folder */
	const uint8_t *bytes; /* a 0 follows them */
	size_t length_bytes;
	const char *digest; /* of the bytes: 16 hexadecimal digits, made by the build */
};

struct asset_set {
	const struct asset *list;
	size_t count;
};

/* The sets that cmake/Web.cmake makes. */
extern const struct asset_set web_assets;
extern const struct asset_set page_assets; /* in ctl/page alone */

/* Return the file of a name, or NULL. */
const struct asset *asset_find(const struct asset_set *set, const char *name);

#endif
