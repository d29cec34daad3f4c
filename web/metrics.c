#include "web/metrics.h"

#include <inttypes.h>
#include <string.h>

#include "web/metrics_parts.h"

enum {
	LABELS_BYTES = 1024, /* a few names of 63 bytes, each escaped */
	THOUSAND_DIGITS = 3,
};

/* The samples of one metric: where they go, and the labels of the next one. */
struct sheet {
	FILE *out;
	const struct snapshot *snapshot;
	const struct metric *metric;
	char labels[LABELS_BYTES]; /* without braces */
};

/* What is too long is cut, never broken. */
static void append_escaped(char *to, size_t size_bytes, const char *text)
{
	size_t length = strlen(to);

	for (; *text != '\0' && length + 3 < size_bytes; text++) {
		if (*text == '"' || *text == '\\') {
			to[length++] = '\\';
		}
		to[length++] = *text;
	}
	to[length] = '\0';
}

static void label(struct sheet *sheet, const char *name, const char *value)
{
	char text[LABELS_BYTES / 4] = "";
	size_t length = strlen(sheet->labels);

	append_escaped(text, sizeof(text), value);
	snprintf(sheet->labels + length, sizeof(sheet->labels) - length, "%s%s=\"%s\"",
		length > 0 ? "," : "", name, text);
}

static void begin_sample(const struct sheet *sheet)
{
	bool bare = sheet->labels[0] == '\0';

	fprintf(sheet->out, "%s%s%s%s ", sheet->metric->name, bare ? "" : "{",
		sheet->labels, bare ? "" : "}");
}

/* In digits, not as a double: a counter of 2^60 keeps its last one. */
static void write_number(const struct sheet *sheet, uint64_t value)
{
	uint64_t unit = sheet->metric->decimals == 0                 ? 1
			: sheet->metric->decimals == THOUSAND_DIGITS ? 1000
								     : 1000000;

	begin_sample(sheet);
	fprintf(sheet->out, "%" PRIu64, value / unit);
	if (unit > 1) {
		fprintf(sheet->out, ".%0*" PRIu64, sheet->metric->decimals,
			value % unit);
	}
	fputc('\n', sheet->out);
}

static void write_states(struct sheet *sheet, uint32_t value)
{
	const struct vocabulary *words = sheet->metric->words;
	size_t length = strlen(sheet->labels);

	for (uint32_t each = 1; each <= words->last; each++) {
		label(sheet, "state", words->word(each));
		write_number(sheet, each == value ? 1 : 0);
		sheet->labels[length] = '\0';
	}
}

static void write_age(const struct sheet *sheet, int64_t age_ms)
{
	if (age_ms >= 0) {
		write_number(sheet, (uint64_t)age_ms);
	}
}

static void write_u32(struct sheet *sheet, uint32_t value)
{
	enum metric_form form = sheet->metric->form;

	if (form == METRIC_STATES) {
		write_states(sheet, value);
	} else if (form == METRIC_HELD) {
		write_number(sheet, value == FIP_HELD ? 1 : 0);
	} else if (form != METRIC_MEASURE || value > 0) {
		write_number(sheet, value);
	}
}

static void write_u64(const struct sheet *sheet, const void *member)
{
	uint64_t value;

	memcpy(&value, member, sizeof(value));
	if (sheet->metric->form == METRIC_AGE) {
		write_age(sheet, (int64_t)value);
	} else {
		write_number(sheet, value);
	}
}

/* One sample from a struct, by the form of the metric; the labels are used up. */
static void write_member(struct sheet *sheet, const void *owner)
{
	const void *member = (const char *)owner + sheet->metric->offset_bytes;
	enum metric_form form = sheet->metric->form;
	uint32_t value;

	if (form == METRIC_BOOLEAN) {
		write_number(sheet, *(const bool *)member ? 1 : 0);
	} else if (form == METRIC_U64 || form == METRIC_AGE) {
		write_u64(sheet, member);
	} else {
		memcpy(&value, member, sizeof(value));
		write_u32(sheet, value);
	}
	sheet->labels[0] = '\0';
}

static void write_links(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	for (uint32_t i = 0; i < status->link_count; i++) {
		label(sheet, "link", status->links[i].name);
		label(sheet, "interface", status->links[i].interface);
		write_member(sheet, &status->links[i]);
	}
}

static void write_fips(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	for (uint32_t i = 0; i < status->fip_count; i++) {
		label(sheet, "address", status->fips[i].address);
		write_member(sheet, &status->fips[i]);
	}
}

static void write_presence(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	for (uint32_t i = 0; i < status->fip_count; i++) {
		enum presence presence = sheet->snapshot->presence[i];

		sheet->labels[0] = '\0';
		label(sheet, "address", status->fips[i].address);
		if (presence != PRESENCE_UNKNOWN) {
			write_number(sheet, presence == PRESENCE_YES ? 1 : 0);
		}
	}
}

static uint64_t count_alarms(const struct alarms *alarms, uint32_t severity)
{
	uint64_t count = 0;

	for (uint32_t i = 0; i < alarms->count; i++) {
		count += (uint32_t)alarms->list[i].severity == severity ? 1 : 0;
	}
	return count;
}

static void write_alarms(struct sheet *sheet)
{
	const struct alarms *alarms = &sheet->snapshot->status.alarms;

	for (uint32_t each = SEVERITY_CLEARED + 1; each <= words_severity.last;
		each++) {
		sheet->labels[0] = '\0';
		label(sheet, "severity", words_severity.word(each));
		write_number(sheet, count_alarms(alarms, each));
	}
}

static void write_answers(struct sheet *sheet)
{
	for (int i = 0; i < STATS_CODES_MAX && stats_code(i) != 0; i++) {
		char code[12];

		snprintf(code, sizeof(code), "%d", stats_code(i));
		sheet->labels[0] = '\0';
		label(sheet, "code", code);
		write_number(sheet, sheet->snapshot->stats->answers[i]);
	}
}

static void write_version(struct sheet *sheet, const char *version)
{
	label(sheet, "version", version);
	write_number(sheet, 1);
}

static void write_node(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	label(sheet, "node", status->config.node);
	label(sheet, "pair", status->config.pair);
	label(sheet, "address", status->own_address);
	label(sheet, "peer_address", status->peer_address);
	label(sheet, "interface", status->config.interface);
	write_number(sheet, 1);
}

static void write_data_age(struct sheet *sheet)
{
	if (sheet->snapshot->age_ms >= 0) {
		begin_sample(sheet);
		fprintf(sheet->out, "%.3f\n", (double)sheet->snapshot->age_ms / 1e3);
	}
}

/* flat switch */
static void write_samples(struct sheet *sheet)
{
	const struct snapshot *snapshot = sheet->snapshot;

	switch (sheet->metric->source) {
	case METRIC_OF_STATUS:
		write_member(sheet, &snapshot->status);
		break;
	case METRIC_OF_LINK:
		write_links(sheet);
		break;
	case METRIC_OF_FIP:
		write_fips(sheet);
		break;
	case METRIC_OF_TALLY:
		write_member(sheet, snapshot->stats);
		break;
	case METRIC_UP:
		write_number(sheet, watcher_is_fresh(snapshot->watcher) ? 1 : 0);
		break;
	case METRIC_DATA_AGE:
		write_data_age(sheet);
		break;
	case METRIC_SCRIPTS:
		write_number(sheet, snapshot->watcher->served_total);
		break;
	case METRIC_ANSWERS:
		write_answers(sheet);
		break;
	case METRIC_WEB_VERSION:
		write_version(sheet, snapshot->version);
		break;
	case METRIC_VERSION:
		write_version(sheet, snapshot->status.version);
		break;
	case METRIC_NODE:
		write_node(sheet);
		break;
	case METRIC_ALARMS:
		write_alarms(sheet);
		break;
	case METRIC_PRESENT:
		write_presence(sheet);
		break;
	}
}

/* What fipd-web knows by itself; the rest needs a fipd. */
static bool is_own(enum metric_source source)
{
	return source == METRIC_UP || source == METRIC_DATA_AGE
	       || source == METRIC_SCRIPTS || source == METRIC_ANSWERS
	       || source == METRIC_WEB_VERSION || source == METRIC_OF_TALLY;
}

void metrics_write(FILE *out, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < metrics_count; i++) {
		struct sheet sheet = {
			.out = out, .snapshot = snapshot, .metric = &metrics_list[i]
		};

		if (is_own(sheet.metric->source)
			|| watcher_is_fresh(snapshot->watcher)) {
			fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", sheet.metric->name,
				sheet.metric->help, sheet.metric->name,
				sheet.metric->type);
			write_samples(&sheet);
		}
	}
}
