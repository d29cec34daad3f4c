/*
 * host - the name or the address of a host that others look up, such as a proxy.
 */
#ifndef FIPD_CONFIG_HOST_H
#define FIPD_CONFIG_HOST_H

#include <stdbool.h>

/*
 * Return whether text can be one: an address that a host can have, without brackets, or
 * a name of letters, digits, '-' and '_' between dots (RFC 1123; '_' is common all the
 * same).
 */
bool host_is_good(const char *text);

#endif
