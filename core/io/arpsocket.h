/*
 * arpsocket - a packet socket that hears ARP of certain senders, and probes, only.
 *
 * The filter runs in the kernel, so a segment full of ARP does not wake fipd.
 */
#ifndef FIPD_IO_ARPSOCKET_H
#define FIPD_IO_ARPSOCKET_H

#include <stdint.h>

#include "config/ip.h"

/* Whose ARP is heard: senders from lowest to highest, one more, and who probes
 * (0.0.0.0). */
struct arpsocket_range {
	struct ip lowest;
	struct ip highest;
	struct ip also;
};

/*
 * Open a non-blocking socket for whole ARP frames on an interface.  Return its
 * descriptor, the caller's to close, or -errno: -EPERM without CAP_NET_RAW, -ENODEV,
 * -ENXIO.
 */
int arpsocket_open(uint32_t interface_index, const struct arpsocket_range *range);

#endif
