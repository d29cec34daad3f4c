/*
 * snmpd_line - a line of snmpd's configuration as words, and where it stands.
 *
 * Words are split as net-snmp does: by blanks, quoted or not, up to a #.
 */
#ifndef FIPD_DOCTOR_SNMPD_LINE_H
#define FIPD_DOCTOR_SNMPD_LINE_H

enum {
	SNMPDLINE_WORDS_MAX = 48,
	SNMPDLINE_PATH_BYTES = 256,
	SNMPDLINE_PLACE_BYTES =
		SNMPDLINE_PATH_BYTES + 16, /* "/etc/snmp/snmpd.conf:12" */
	SNMPDLINE_BYTES = 512,
};

struct snmpdline {
	int count;
	char *words[SNMPDLINE_WORDS_MAX];
	const char *path; /* of its file */
	unsigned number;  /* from 1 */
};

/* Split text, which is changed and must live as long as the line. */
struct snmpdline snmpdline_split(char *text);

/* Return a word, "" where there is none. */
const char *snmpdline_word(const struct snmpdline *line, int place);

#endif
