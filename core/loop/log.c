#include "loop/log.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "loop/clock.h"
#include "values/journal_stream.h"
#include "values/plain.h"
#include "words/narrate.h"

/* A line leaves room for the rest of its datagram, and its text for the id. */
enum {
	LINE_LIMIT = LOG_LINE_MAX - 320,
	TEXT_LIMIT = LINE_LIMIT - 24,
};

static void append(struct log_line *line, size_t limit, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void append_list(struct log_line *line, size_t limit, const char *format,
	va_list arguments) __attribute__((format(printf, 3, 0)));

/* Append at the end, leaving the line shorter than limit. */
static void append_list(
	struct log_line *line, size_t limit, const char *format, va_list arguments)
{
	size_t room;
	int length;

	if (line->length_bytes + 1 >= limit) {
		return;
	}
	room = limit - line->length_bytes;
	length = vsnprintf(line->text + line->length_bytes, room, format, arguments);
	if (length > 0) {
		line->length_bytes += (size_t)length < room ? (size_t)length : room - 1;
	}
}

static void append(struct log_line *line, size_t limit, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append_list(line, limit, format, arguments);
	va_end(arguments);
}

/* A line break in a text from elsewhere must not look like a line of ours. */
static void make_plain(struct log_line *line)
{
	plain_make(line->text, line->length_bytes, ' ');
}

static void clear_line(struct log_line *line)
{
	line->length_bytes = 0;
	line->text[0] = '\0';
}

void log_line_write(struct log_line *line, const char *pair, int id, const char *format,
	va_list arguments)
{
	clear_line(line);
	if (pair != NULL && *pair) {
		append(line, TEXT_LIMIT, "%s: ", pair);
	}
	append_list(line, TEXT_LIMIT, format, arguments);
	make_plain(line);
	if (id != 0) {
		append(line, LINE_LIMIT, " [FIP-%d]", id);
	}
}

static int severity(enum message_level level)
{
	switch (level) {
	case MESSAGE_ERROR:
		return LOG_ERR;
	case MESSAGE_WARNING:
		return LOG_WARNING;
	case MESSAGE_NOTICE:
		return LOG_NOTICE;
	case MESSAGE_INFO:
		return LOG_INFO;
	case MESSAGE_DEBUG:
		return LOG_DEBUG;
	}
	return LOG_NOTICE;
}

void log_line_datagram(struct log_line *datagram, enum message_level level,
	const struct tm *when, const char *tag, const struct log_line *line)
{
	/* strftime is not used: the month's name must not follow the locale. */
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	clear_line(datagram);
	append(datagram, LOG_LINE_MAX, "<%d>%s %2d %02d:%02d:%02d %s%s",
		LOG_DAEMON | severity(level), months[when->tm_mon % 12], when->tm_mday,
		when->tm_hour, when->tm_min, when->tm_sec, tag, line->text);
}

enum {
	PENDING_MAX = 64
};

/* One place where lines go, with those that wait for room there. */
struct outlet {
	int fd; /* -1: not in use */
	struct sockaddr_un address;
	bool broken; /* nobody reads any more: do not try again */
	int (*send)(struct outlet *outlet, const struct log_line *line);
	size_t sent_bytes; /* of the first that waits */
	size_t first;
	size_t count;
	uint64_t unreported; /* lines lost since the last line about it */
	struct log_line pending[PENDING_MAX];
};

static int send_to_stream(struct outlet *outlet, const struct log_line *line);

/* The log sink: the one mutable global of the program. */
static struct {
	struct outlet stream;
	struct outlet syslog;
	struct outlet journal;
	enum message_level threshold;
	uint64_t lost;
	enum role role; /* 0: not known yet */
	char pair[64];
	char tag[32];
} sink = {
	.stream = { .fd = STDERR_FILENO, .send = send_to_stream },
	.syslog = { .fd = -1 },
	.journal = { .fd = -1 },
	.threshold = MESSAGE_INFO,
};

void log_line_fields(struct log_line *datagram, enum message_level level, int id,
	const struct log_line *line)
{
	const struct message *message = catalogue_find(id);

	clear_line(datagram);
	append(datagram, LOG_LINE_MAX,
		"PRIORITY=%d\nSYSLOG_FACILITY=%d\nSYSLOG_IDENTIFIER=fipd\n",
		severity(level), LOG_FAC(LOG_DAEMON));
	if (message != NULL) {
		append(datagram, LOG_LINE_MAX,
			"MESSAGE_ID=" LOG_MESSAGE_ID "%04d\nFIPD_ID=FIP-%d\n", id, id);
	}
	if (message != NULL && id > CATALOGUE_EVENTS
		&& id <= CATALOGUE_EVENTS + (int)EVENT_LAST) {
		append(datagram, LOG_LINE_MAX, "FIPD_EVENT=%s\n",
			narrate_kind((enum event_kind)(id - CATALOGUE_EVENTS)));
	}
	if (sink.role != 0) {
		append(datagram, LOG_LINE_MAX, "FIPD_ROLE=%s\n",
			narrate_role(sink.role));
	}
	if (sink.pair[0] != '\0') {
		append(datagram, LOG_LINE_MAX, "FIPD_PAIR=%s\n", sink.pair);
	}
	append(datagram, LOG_LINE_MAX, "MESSAGE=%s\n", line->text);
}

/*
 * stderr is shared with whoever started us, so it must not be made non-blocking.  A
 * pipe or terminal that polls writable takes a line of this size without blocking.
 */
static ssize_t write_some(int fd, const char *bytes, size_t length_bytes)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };
	ssize_t sent;

	sent = send(fd, bytes, length_bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent >= 0 || errno != ENOTSOCK) {
		return sent;
	}
	if (poll(&ready, 1, 0) != 1 || !(ready.revents & (POLLOUT | POLLERR))) {
		errno = EAGAIN;
		return -1;
	}
	return write(fd, bytes, length_bytes);
}

/* 0 when the whole line is out, -EAGAIN when there is no room yet, else -errno. */
static int send_to_stream(struct outlet *outlet, const struct log_line *line)
{
	char text[LOG_LINE_MAX + 1];
	size_t length = line->length_bytes;
	ssize_t sent;

	memcpy(text, line->text, length);
	text[length++] = '\n';
	sent = write_some(
		outlet->fd, text + outlet->sent_bytes, length - outlet->sent_bytes);
	if (sent < 0) {
		return -errno;
	}
	outlet->sent_bytes += (size_t)sent;
	if (outlet->sent_bytes < length) {
		return -EAGAIN;
	}
	outlet->sent_bytes = 0;
	return 0;
}

/* The address goes with every datagram, so a syslog daemon may come and go. */
static int send_datagram(struct outlet *outlet, const struct log_line *line)
{
	if (sendto(outlet->fd, line->text, line->length_bytes,
		    MSG_DONTWAIT | MSG_NOSIGNAL,
		    (const struct sockaddr *)&outlet->address, sizeof(outlet->address))
		< 0) {
		return -errno;
	}
	return 0;
}

static void drop_line(struct outlet *outlet)
{
	outlet->unreported++;
	sink.lost++;
}

static void keep_line(struct outlet *outlet, const struct log_line *line)
{
	if (outlet->broken || outlet->count == PENDING_MAX) {
		drop_line(outlet);
		return;
	}
	outlet->pending[(outlet->first + outlet->count) % PENDING_MAX] = *line;
	outlet->count++;
}

static void forget_first(struct outlet *outlet)
{
	outlet->first = (outlet->first + 1) % PENDING_MAX;
	outlet->count--;
}

/* These errors pass: queue or disk full, or the syslog daemon is being restarted. */
static bool is_passing(int error)
{
	return error == -EAGAIN || error == -EINTR || error == -ENOBUFS
	       || error == -ENOSPC || error == -ENOENT || error == -ECONNREFUSED;
}

static void flush_outlet(struct outlet *outlet)
{
	int error = 0;

	while (outlet->count > 0 && !outlet->broken) {
		error = outlet->send(outlet, &outlet->pending[outlet->first]);
		if (is_passing(error)) {
			return;
		}
		if (error == -EMSGSIZE) {
			drop_line(outlet);
		} else if (error) {
			outlet->broken = true;
			outlet->unreported += outlet->count;
			sink.lost += outlet->count;
			outlet->count = 0;
			return;
		}
		forget_first(outlet);
	}
}

static void build_datagram(struct log_line *datagram, enum message_level level,
	const struct log_line *line, const char *tag)
{
	time_t seconds = (time_t)(clock_wall_ms() / 1000);
	struct tm when;

	localtime_r(&seconds, &when);
	log_line_datagram(datagram, level, &when, tag, line);
}

/* Return whether the line may go on this way; one that may not is not lost yet. */
static bool offer(struct outlet *outlet, const struct log_line *line)
{
	keep_line(outlet, line);
	flush_outlet(outlet);
	if (outlet->broken) {
		outlet->unreported--;
		sink.lost--;
	}
	return !outlet->broken;
}

static bool put_to_syslog(
	enum message_level level, const struct log_line *line, const char *tag)
{
	struct log_line datagram;

	if (sink.syslog.fd < 0) {
		return false;
	}
	build_datagram(&datagram, level, line, tag);
	return offer(&sink.syslog, &datagram);
}

static bool put_to_stream(const struct log_line *line)
{
	return sink.stream.fd >= 0 && offer(&sink.stream, line);
}

/* Where sockets take nothing, now or later, standard error has to. */
static void put_anyhow(const struct log_line *line)
{
	if (sink.stream.fd < 0) {
		sink.stream.fd = STDERR_FILENO;
	}
	if (!put_to_stream(line)) {
		sink.lost++;
	}
}

static void put_line(enum message_level level, int id, const struct log_line *line)
{
	struct log_line datagram;
	bool is_out = put_to_stream(line);
	bool is_sent = false;

	if (sink.journal.fd >= 0) {
		log_line_fields(&datagram, level, id, line);
		is_sent = offer(&sink.journal, &datagram);
	}
	is_sent = is_sent || put_to_syslog(level, line, sink.tag);
	if (!is_out && !is_sent) {
		put_anyhow(line);
	}
}

static void format_line(struct log_line *line, int id, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void format_line(struct log_line *line, int id, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	log_line_write(line, sink.pair, id, format, arguments);
	va_end(arguments);
}

/* Log how much did not fit, as soon as all that waited is out. */
static void report_loss(struct outlet *outlet)
{
	struct log_line line;
	struct log_line datagram;

	if (outlet->unreported == 0 || outlet->count > 0) {
		return;
	}
	format_line(&line, 0, "%llu log lines were lost: %s",
		(unsigned long long)outlet->unreported,
		outlet->broken ? "where they went nobody takes any more"
			       : "there was no room for them");
	outlet->unreported = 0;
	if (outlet->broken) {
		put_line(MESSAGE_WARNING, 0, &line);
		return;
	}
	if (outlet == &sink.syslog) {
		build_datagram(&datagram, MESSAGE_WARNING, &line, sink.tag);
		line = datagram;
	} else if (outlet == &sink.journal) {
		log_line_fields(&datagram, MESSAGE_WARNING, 0, &line);
		line = datagram;
	}
	offer(outlet, &line);
}

void log_flush(void)
{
	struct outlet *const outlets[] = { &sink.stream, &sink.syslog, &sink.journal };

	for (size_t i = 0; i < sizeof(outlets) / sizeof(outlets[0]); i++) {
		if (outlets[i]->fd >= 0 || outlets[i] == &sink.stream) {
			flush_outlet(outlets[i]);
			report_loss(outlets[i]);
		}
	}
}

void log_message(enum message_level level, int id, const char *format, ...)
{
	struct log_line line;
	va_list arguments;

	if (level > sink.threshold) {
		return;
	}
	va_start(arguments, format);
	log_line_write(&line, sink.pair, id, format, arguments);
	va_end(arguments);
	put_line(level, id, &line);
}

/* The original logs by logger(1), whose name is the tag; a host's pair is no part of
 * it. */
void log_original(const char *text)
{
	struct log_line line;
	bool is_out;

	clear_line(&line);
	append(&line, LINE_LIMIT, "%s", text);
	is_out = put_to_stream(&line);
	if (!put_to_syslog(MESSAGE_NOTICE, &line, "logger: ") && !is_out) {
		put_anyhow(&line);
	}
}

static int open_socket(struct outlet *outlet, const char *path)
{
	struct sockaddr_un *address = &outlet->address;

	if (strlen(path) >= sizeof(address->sun_path)) {
		return -ENAMETOOLONG;
	}
	memset(outlet, 0, sizeof(*outlet));
	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, path, strlen(path));
	outlet->send = send_datagram;
	outlet->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return outlet->fd < 0 ? -errno : 0;
}

static void close_socket(struct outlet *outlet)
{
	if (outlet->fd >= 0) {
		close(outlet->fd);
		outlet->fd = -1;
	}
}

/* Another syslog socket was chosen for its reader. */
static const char *find_journal(const struct log_options *options)
{
	bool reads_syslog = options->syslog_path != NULL
			    && strcmp(options->syslog_path, LOG_SYSLOG_PATH) == 0
			    && journal_stream_is_stderr();

	return reads_syslog ? LOG_JOURNAL_PATH : options->journal_path;
}

int log_open(const struct log_options *options)
{
	const char *journal_path = find_journal(options);
	int error = 0;

	log_close();
	sink.stream.fd = options->to_stderr ? STDERR_FILENO : -1;
	sink.threshold = options->threshold;
	snprintf(sink.tag, sizeof(sink.tag), "fipd[%ld]: ", (long)getpid());
	tzset();
	if (options->syslog_path != NULL) {
		error = open_socket(&sink.syslog, options->syslog_path);
	}
	if (!error && journal_path != NULL) {
		error = open_socket(&sink.journal, journal_path);
	}
	return error;
}

void log_set_role(enum role role)
{
	sink.role = role;
}

void log_set_pair(const char *pair)
{
	snprintf(sink.pair, sizeof(sink.pair), "%s", pair);
}

void log_close(void)
{
	log_flush();
	close_socket(&sink.syslog);
	close_socket(&sink.journal);
	sink.stream.fd = STDERR_FILENO;
}

uint64_t log_lost(void)
{
	return sink.lost;
}
