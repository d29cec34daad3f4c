/*
 * mac - a MAC address and its text, "02:00:5e:00:53:01".
 */
#ifndef FIPD_VALUES_MAC_H
#define FIPD_VALUES_MAC_H

#include <stdbool.h>
#include <stdint.h>

enum {
	MAC_BYTES = 6,
	MAC_TEXT_BYTES = 18,
};

/* Write an address as text. */
void mac_to_text(char text[MAC_TEXT_BYTES], const uint8_t mac[MAC_BYTES]);

/* Read exactly this form, digits of either case; false if text is anything else. */
bool mac_from_text(uint8_t mac[MAC_BYTES], const char *text);

#endif
