#include "values/mac.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void mac_to_text(char text[MAC_TEXT_BYTES], const uint8_t mac[MAC_BYTES])
{
	snprintf(text, MAC_TEXT_BYTES, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		mac[2], mac[3], mac[4], mac[5]);
}

static bool has_the_form(const char *text)
{
	if (strlen(text) != MAC_TEXT_BYTES - 1) {
		return false;
	}
	for (size_t i = 0; i < MAC_TEXT_BYTES - 1; i++) {
		bool colon = i % 3 == 2;

		if (colon ? text[i] != ':' : isxdigit((unsigned char)text[i]) == 0) {
			return false;
		}
	}
	return true;
}

bool mac_from_text(uint8_t mac[MAC_BYTES], const char *text)
{
	if (!has_the_form(text)) {
		return false;
	}
	for (size_t i = 0; i < MAC_BYTES; i++) {
		mac[i] = (uint8_t)strtoul(text + 3 * i, NULL, 16);
	}
	return true;
}
