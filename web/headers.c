#include "web/headers.h"

/* clang-format off */
/* table */
const struct header headers_list[HEADERS_COUNT] = {
	{ "Content-Security-Policy", "default-src 'none'; script-src 'self'; "
		"style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
		"form-action 'none'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
};
/* clang-format on */
