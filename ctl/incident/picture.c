#include "incident/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/types.h"

enum {
	LEFT = 110,
	WIDTH = 960, /* of the drawing's time */
	LANE = 150,
	TOP = 34,
	TICKS = 10,
	BEATS_DRAWN = 400, /* a lane has no room for more to be told apart */
};

/* Which instants are drawn. */
struct view {
	const struct account *account;
	int64_t from_us;
	int64_t to_us;
};

/* clang-format off */
static const char STYLE[] =
	":root{color-scheme:light dark;--ink:#1a1a1a;--soft:#666;--line:#bbb;--page:#fff;"
	"--held:#1b7f4b;--may:#9fd4b6;--silent:#b3261e;--event:#0b57a4;--seen:#8a5a00}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--soft:#aaa;--line:#555;"
	"--page:#161616;--held:#4fc387;--may:#24563d;--silent:#ff8a80;--event:#8ab8f0;"
	"--seen:#e0b050}}\n"
	"@media print{:root{--ink:#000;--soft:#444;--line:#999;--page:#fff;--held:#1b7f4b;"
	"--may:#9fd4b6;--silent:#b3261e;--event:#0b57a4;--seen:#8a5a00}"
	"rect,line,path{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n"
	"body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--page);"
	"max-width:1120px;margin:1.5em auto;padding:0 1em}\n"
	"svg{width:100%;height:auto}text{fill:var(--ink);font:13px system-ui,sans-serif}\n"
	".soft{fill:var(--soft)}.axis{stroke:var(--line);stroke-width:1}"
	".zero{stroke:var(--ink);stroke-dasharray:3 3}\n"
	".held{fill:var(--held)}.may{fill:var(--may)}.silent{fill:var(--silent)}"
	".beat{stroke:var(--soft);stroke-width:1}\n"
	".event{fill:var(--event)}.seen{fill:var(--seen)}\n"
	"table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
	"padding:.15em .7em .15em 0;border-bottom:1px solid var(--line)}\n"
	"td:first-child{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
	"dt{font-weight:600}dd{margin:0 0 .4em 0}\n";
/* clang-format on */

static double seconds(int64_t span_us)
{
	return (double)span_us / SECOND_US;
}

/* Print a text as HTML shows it, whatever is in it. */
static void print_escaped(const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", stdout);
			break;
		case '>':
			fputs("&gt;", stdout);
			break;
		case '&':
			fputs("&amp;", stdout);
			break;
		case '"':
			fputs("&quot;", stdout);
			break;
		default:
			putchar(*text);
			break;
		}
	}
}

static double place(const struct view *view, int64_t at_us)
{
	double share =
		(double)(at_us - view->from_us) / (double)(view->to_us - view->from_us);

	share = share < 0 ? 0 : share > 1 ? 1 : share;
	return LEFT + share * WIDTH;
}

static double top_of(size_t side)
{
	return TOP + (double)side * LANE;
}

static bool is_seen(const struct view *view, int64_t from_us, int64_t to_us)
{
	return to_us >= view->from_us && from_us <= view->to_us;
}

/* The takeover, what led to it and what followed at once; else all there is. */
static void choose_view(struct view *view)
{
	const struct account *account = view->account;
	int64_t around_us = account->sides[0].detection_us * 3 / 2 + 2 * SECOND_US;

	view->from_us = account->about_us - around_us;
	view->to_us = account->about_us + around_us;
	for (size_t i = 0; i < account->mark_count; i++) {
		int64_t at_us = account->marks[i].at_us;

		if (account->about == NULL) {
			view->from_us = at_us < view->from_us ? at_us : view->from_us;
			view->to_us = at_us > view->to_us ? at_us : view->to_us;
		}
	}
}

static void draw_rect(
	const struct view *view, const char *class, int64_t from_us, int64_t to_us)
{
	double left = place(view, from_us);
	double width = place(view, to_us) - left;

	printf("<rect class=\"%s\" x=\"%.1f\" width=\"%.1f\" ", class, left,
		width < 1 ? 1 : width);
}

static void draw_held(const struct view *view, size_t side, struct side_hold hold)
{
	const struct account *account = view->account;
	int64_t from_us = account_instant(account, side, hold.from_us);
	int64_t proven_us = account_instant(account, side, hold.proven_us);
	int64_t until_us = account_instant(account, side, hold.until_us);

	if (is_seen(view, from_us, proven_us)) {
		draw_rect(view, "held", from_us, proven_us);
		printf("y=\"%.0f\" height=\"22\"><title>held the F-IPs from "
		       "%+.3f s to %+.3f s (%s)</title></rect>\n",
			top_of(side) + 6, seconds(from_us - account->about_us),
			seconds(proven_us - account->about_us),
			strcmp(hold.end, "open") == 0
				? "and still at the end of what is "
				  "recorded"
				: "until it gave them up or fell "
				  "silent");
	}
	if (until_us > proven_us && is_seen(view, proven_us, until_us)) {
		draw_rect(view, "may", proven_us, until_us);
		printf("y=\"%.0f\" height=\"22\"><title>the rest of the lease, up to "
		       "%+.3f s</title></rect>\n",
			top_of(side) + 6, seconds(until_us - account->about_us));
	}
}

static void draw_beats(const struct view *view, size_t side)
{
	const struct side *told = &view->account->sides[side];
	double last = -1;

	for (size_t i = 0; i < told->beat_count; i++) {
		const struct side_beat *beat = &told->beats[i];
		int64_t at_us = account_instant(view->account, side, beat->at_us);
		double x = place(view, at_us);
		double y = top_of(side) + 40 + (double)(beat->link - 1) * 12;

		if (is_seen(view, at_us, at_us)
			&& (x - last >= (double)WIDTH / BEATS_DRAWN || x < last)) {
			printf("<path class=\"beat\" d=\"M%.1f %.0fv8\"/>", x, y);
			last = x;
		}
	}
	putchar('\n');
}

static void draw_silence(const struct view *view, const struct account_silence *silence)
{
	const struct side *side = &view->account->sides[silence->side];

	if (!is_seen(view, silence->from_us, silence->to_us)) {
		return;
	}
	draw_rect(view, "silent", silence->from_us, silence->to_us);
	printf("y=\"%.0f\" height=\"5\"><title>%" PRId64 " beats missing on ",
		top_of(silence->side) + 42 + (silence->link - 1) * 12.0,
		silence->missing);
	print_escaped(silence->link <= side->link_count ? side->links[silence->link - 1]
							: "?");
	printf(", %.3f s</title></rect>\n", seconds(silence->to_us - silence->from_us));
}

static void draw_mark(const struct view *view, const struct account_mark *mark)
{
	bool event = strcmp(mark->kind, "event") == 0;
	double x = place(view, mark->at_us);
	double y = top_of(mark->side) + (event ? 96 : 116);

	if (!is_seen(view, mark->at_us, mark->at_us)) {
		return;
	}
	printf("<path class=\"%s\" d=\"M%.1f %.0fl6 10h-12z\"><title>%+.3f s ",
		event ? "event" : "seen", x, y,
		seconds(mark->at_us - view->account->about_us));
	print_escaped(mark->text);
	fputs("</title></path>\n", stdout);
}

static void draw_lane(const struct view *view, size_t side)
{
	const struct side *told = &view->account->sides[side];
	double top = top_of(side);

	printf("<path class=\"axis\" d=\"M0 %.0fh%d\"/>\n", top, LEFT + WIDTH);
	printf("<text x=\"0\" y=\"%.0f\" font-weight=\"600\">", top + 22);
	print_escaped(told->node);
	printf("</text><text class=\"soft\" x=\"0\" y=\"%.0f\">beats heard</text>"
	       "<text class=\"soft\" x=\"0\" y=\"%.0f\">decided</text>"
	       "<text class=\"soft\" x=\"0\" y=\"%.0f\">saw, did</text>\n",
		top + 50, top + 106, top + 126);
	for (size_t i = 0; i < told->hold_count; i++) {
		draw_held(view, side, told->holds[i]);
	}
	draw_beats(view, side);
}

static void draw_axis(const struct view *view)
{
	const struct account *account = view->account;
	int64_t step_us = (view->to_us - view->from_us) / TICKS;
	double bottom = top_of(account->side_count);

	for (int i = 0; i <= TICKS; i++) {
		int64_t at_us = view->from_us + i * step_us;
		double x = place(view, at_us);

		printf("<path class=\"axis\" d=\"M%.1f %d V%.0f\" opacity=\".4\"/>"
		       "<text class=\"soft\" x=\"%.1f\" y=\"%d\" "
		       "text-anchor=\"middle\">%+.2f s</text>\n",
			x, TOP, bottom, x, TOP - 12,
			seconds(at_us - account->about_us));
	}
	printf("<path class=\"zero\" d=\"M%.1f %d V%.0f\"/>\n",
		place(view, account->about_us), TOP, bottom);
}

static void draw(const struct account *account)
{
	struct view view = { .account = account };

	choose_view(&view);
	printf("<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-label=\"Who held the "
	       "F-IPs, which beats were missing, what was decided\">\n",
		LEFT + WIDTH + 40, top_of(account->side_count) + 8);
	draw_axis(&view);
	for (size_t i = 0; i < account->side_count; i++) {
		draw_lane(&view, i);
	}
	for (size_t i = 0; i < account->silence_count; i++) {
		draw_silence(&view, &account->silences[i]);
	}
	for (size_t i = 0; i < account->mark_count; i++) {
		draw_mark(&view, &account->marks[i]);
	}
	fputs("</svg>\n<p>Green: the F-IPs were in this node's kernel; pale: only the "
	      "rest of a lease may have kept them. Grey strokes: heartbeats heard; "
	      "red: they were missing. Triangles have titles.</p>\n",
		stdout);
}

static void print_fact(const char *name, const char *text)
{
	printf("<dt>%s</dt><dd>", name);
	print_escaped(text);
	fputs("</dd>\n", stdout);
}

static void print_facts(const struct account *account)
{
	const struct account_outage *outage = &account->outage;
	char text[ACCOUNT_TEXT_BYTES];

	fputs("<dl>\n", stdout);
	snprintf(text, sizeof(text), "%s by the wall clock of %s, which is 0 s below",
		account->sides[0].date, account->sides[0].node);
	print_fact("When", text);
	if (account->side_count == ACCOUNT_SIDES) {
		snprintf(text, sizeof(text),
			"Both nodes' recordings, on one time axis by the echoes in "
			"their "
			"heartbeats, true to %.3f ms.",
			(double)account->axis.error_us / MS_US);
	}
	print_fact("Told by",
		account->side_count == ACCOUNT_SIDES ? text : "This node only.");
	if (outage->known && outage->most_us >= 0) {
		snprintf(text, sizeof(text), "%.3f s at least, %.3f s at most: %s",
			seconds(outage->least_us), seconds(outage->most_us),
			outage->how);
	}
	print_fact("Outage", !outage->known ? "None: no node took the F-IPs over."
			     : outage->most_us < 0 ? outage->how
						   : text);
	for (size_t i = 0; i < account->answer_count; i++) {
		print_fact(i == 0 ? "What would have prevented it?" : "",
			account->answers[i]);
	}
	fputs("</dl>\n", stdout);
}

static void print_table(const struct account *account)
{
	fputs("<table><tr><th>seconds</th><th>node</th><th>what it decided, did and "
	      "saw</th></tr>\n",
		stdout);
	for (size_t i = 0; i < account->mark_count; i++) {
		const struct account_mark *mark = &account->marks[i];

		printf("<tr><td>%+.3f</td><td>",
			seconds(mark->at_us - account->about_us));
		print_escaped(account->sides[mark->side].node);
		fputs("</td><td>", stdout);
		print_escaped(mark->text);
		fputs("</td></tr>\n", stdout);
	}
	fputs("</table>\n", stdout);
}

void report_print_html(const struct account *account)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>fipd: ",
		stdout);
	print_escaped(account->sides[0].pair);
	printf("</title>\n<style>\n%s</style></head>\n<body><h1>", STYLE);
	print_escaped(account->about == NULL ? "What happened" : account->about->text);
	fputs("</h1>\n<p>Pair ", stdout);
	print_escaped(account->sides[0].pair);
	fputs("</p>\n", stdout);
	draw(account);
	print_facts(account);
	print_table(account);
	fputs("</body></html>\n", stdout);
}
