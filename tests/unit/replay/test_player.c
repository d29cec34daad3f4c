#include "replay/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/cmocka_all.h"

/* A recording in a file, and what the player came to with it. */
struct tape {
	char path[32];
	int fd;
	struct player *player;
	char said[512]; /* on stderr */
};

static struct tape *begin(void)
{
	struct tape *tape = calloc(1, sizeof(*tape));

	assert_non_null(tape);
	strcpy(tape->path, "/tmp/unit_player.XXXXXX");
	tape->fd = mkstemp(tape->path);
	assert_true(tape->fd >= 0);
	tape->player = calloc(1, sizeof(*tape->player));
	assert_non_null(tape->player);
	return tape;
}

static void add(const struct tape *tape, const uint8_t *bytes, size_t length)
{
	assert_int_equal(write(tape->fd, bytes, length), (ssize_t)length);
}

static void add_header(const struct tape *tape, const struct recording_header *header)
{
	uint8_t bytes[RECORDING_BYTES_MAX];

	add(tape, bytes, recording_put_header(bytes, header));
}

static void add_image(const struct tape *tape, const struct engine *engine)
{
	uint8_t bytes[RECORDING_BYTES_MAX];

	add(tape, bytes, recording_put_image(bytes, engine, sizeof(*engine)));
}

static void add_step(const struct tape *tape, enum input_kind kind)
{
	uint8_t bytes[RECORDING_BYTES_MAX];
	struct input input = { .kind = kind, .now_us = 9 };
	struct decision decision = { .role = ROLE_ACTIVE };

	add(tape, bytes, recording_put_step(bytes, &input, &decision));
}

/* Let stderr go into a file meanwhile. */
static int divert(void)
{
	int kept = dup(STDERR_FILENO);
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_true(kept >= 0);
	fflush(stderr);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
	fclose(file);
	return kept;
}

static void restore(struct tape *tape, int kept)
{
	ssize_t length;

	fflush(stderr);
	length = pread(STDERR_FILENO, tape->said, sizeof(tape->said) - 1, 0);
	assert_true(length >= 0);
	dup2(kept, STDERR_FILENO);
	close(kept);
}

static void play(struct tape *tape)
{
	static struct recordings recordings;
	char *paths[] = { tape->path };
	int kept = divert();

	assert_true(recordings_load(&recordings, paths, 1));
	player_play(tape->player, &recordings);
	recordings_free(&recordings);
	restore(tape, kept);
}

static void end(struct tape *tape)
{
	close(tape->fd);
	unlink(tape->path);
	free(tape->player);
	free(tape);
}

static struct engine living(void)
{
	struct settings settings = {
		.enabled = true, .node = 1, .count = 5, .links = 1, .interval_ms = 2000
	};
	struct engine engine;

	engine_start(&engine, &settings, 42, 7, 5);
	return engine;
}

static void an_image_is_played_on(void **state)
{
	struct recording_header header = { .version = "0.1.0", .now_us = 5 };
	struct engine engine = living();
	struct tape *tape = begin();

	(void)state;
	add_header(tape, &header);
	add_image(tape, &engine);
	add_step(tape, INPUT_DEADLINE);
	play(tape);
	assert_int_equal(tape->player->faults, 0);
	assert_int_equal(tape->player->steps, 1);
	assert_string_equal(tape->said, "");
	end(tape);
}

/* Security audit, 6: the index chose where fipctl wrote. */
static void an_image_with_an_index_beyond_its_list_is_refused(void **state)
{
	struct recording_header header = { .version = "0.1.0", .now_us = 5 };
	struct engine engine = living();
	struct tape *tape = begin();

	(void)state;
	engine.fitness.restore_next = 0x10000000;
	add_header(tape, &header);
	add_image(tape, &engine);
	add_step(tape, INPUT_FIPS_GONE);
	play(tape);
	assert_int_equal(tape->player->faults, 1);
	assert_int_equal(tape->player->steps, 0);
	assert_non_null(strstr(tape->said, tape->path));
	assert_non_null(
		strstr(tape->said, ": byte 625: an image of the engine that cannot be: "
				   "fitness.restore_next is 268435456 (byte "));
	assert_non_null(strstr(tape->said, "; nothing behind that is played\n"));
	end(tape);
}

static void names_of_a_header_do_nothing_to_a_terminal(void **state)
{
	struct recording_header header = {
		.version = "0\x1b]0;x\a",
		.pair = "web\n2026",
		.node = "n\xc2\x9b"
			"1",
		.own = "\xe2\x80\xae"
		       "1",
		.peer = "p\r",
		.link_count = LINKS_MAX,
		.links = { "a\t", "b", "c", "d\x7f" },
	};
	struct tape *tape = begin();
	const struct recording_header *read = &tape->player->header;

	(void)state;
	add_header(tape, &header);
	play(tape);
	assert_string_equal(read->version, "0 ]0;x ");
	assert_string_equal(read->pair, "web 2026");
	assert_string_equal(read->node, "n  1");
	assert_string_equal(read->own, "   1");
	assert_string_equal(read->peer, "p ");
	assert_string_equal(read->links[0], "a ");
	assert_string_equal(read->links[3], "d ");
	end(tape);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_is_played_on),
		cmocka_unit_test(an_image_with_an_index_beyond_its_list_is_refused),
		cmocka_unit_test(names_of_a_header_do_nothing_to_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
