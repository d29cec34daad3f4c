#include "wire/engine_members.h"

#include <stddef.h>
#include <string.h>

#include "engine/engine.h"
#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

struct image {
	struct engine engine; /* as the file has it */
	struct engine read;
	char fault[ENGINE_MEMBERS_FAULT_BYTES];
};

static struct image good(void)
{
	struct settings settings = {
		.enabled = true, .node = 1, .count = 5, .links = 2, .interval_ms = 2000
	};
	struct image image;

	memset(&image, 0, sizeof(image));
	engine_start(&image.engine, &settings, 42, 7, 5 * (int64_t)SECOND_US);
	return image;
}

static bool is_read(struct image *image)
{
	return engine_members_decode(&image->read, (const uint8_t *)&image->engine,
		sizeof(image->engine), image->fault);
}

static void assert_refused(struct image *image, const char *fault)
{
	assert_false(is_read(image));
	assert_non_null(strstr(image->fault, fault));
}

static void an_engine_comes_back_as_it_was(void **state)
{
	struct image image = good();

	(void)state;
	memset(&image.read, 0xff, sizeof(image.read));
	assert_true(is_read(&image));
	for (size_t i = 0; i < sizeof(image.engine); i++) {
		uint8_t had = ((uint8_t *)&image.engine)[i];

		assert_int_equal(((uint8_t *)&image.read)[i],
			engine_members_name_at(i) == NULL ? 0 : had);
	}
}

static void a_byte_has_the_name_of_its_member_or_none(void **state)
{
	const size_t macs = offsetof(struct engine, exchange.macs);
	const size_t role = offsetof(struct engine, standing.role);
	const size_t wake = offsetof(struct engine, pace.wake_us);
	const size_t told = offsetof(struct engine, third.on);

	(void)state;
	assert_string_equal(engine_members_name_at(role), "standing.role");
	assert_string_equal(engine_members_name_at(wake), "pace.wake_us");
	assert_string_equal(engine_members_name_at(wake + 7), "pace.wake_us");
	assert_string_equal(engine_members_name_at(macs + 47), "exchange.macs");
	assert_string_equal(
		engine_members_name_at(offsetof(struct engine, links[3].ever)),
		"links.ever");
	/* What the compiler pads with is of nobody, nor is what lies behind. */
	assert_string_equal(engine_members_name_at(told), "third.on");
	assert_null(engine_members_name_at(told + 1));
	assert_null(engine_members_name_at(sizeof(struct engine)));
}

#if defined(__GNUC__) && !defined(__clang__)
static void assert_named(const struct engine *engine, size_t begin, size_t end)
{
	const uint8_t *bytes = (const uint8_t *)engine;

	for (size_t i = begin; i < end; i++) {
		if (bytes[i] != 0 && engine_members_name_at(i) == NULL) {
			fail_msg("byte %zu of struct engine is in no row of "
				 "core/wire/engine_members.c",
				i);
		}
	}
}

/*
 * gcc knows where padding lies.  gcc 12 forgets its place behind a list of structs, so
 * each part is asked about by itself, and has such a list at its end.
 */
#define ASSERT_PART_NAMED(part)                                                        \
	do {                                                                           \
		size_t begin = offsetof(struct engine, part);                          \
                                                                                       \
		if (begin - end >= sizeof(int64_t)) {                                  \
			fail_msg("a part of struct engine before " #part               \
				 " is not in this test");                              \
		}                                                                      \
		end = begin + sizeof(engine.part);                                     \
		memset(&engine.part, 0xff, sizeof(engine.part));                       \
		__builtin_clear_padding(&engine.part);                                 \
		assert_named(&engine, begin, end);                                     \
	} while (0)

/* What no row names would be lost, or taken without a look at it. */
static void every_member_of_the_engine_has_a_row(void **state)
{
	struct engine engine;
	size_t end = 0;

	(void)state;
	ASSERT_PART_NAMED(settings);
	ASSERT_PART_NAMED(counters);
	ASSERT_PART_NAMED(standing);
	ASSERT_PART_NAMED(pace);
	ASSERT_PART_NAMED(exchange);
	ASSERT_PART_NAMED(wishes);
	ASSERT_PART_NAMED(fitness);
	ASSERT_PART_NAMED(links[0]);
	ASSERT_PART_NAMED(links[1]);
	ASSERT_PART_NAMED(links[2]);
	ASSERT_PART_NAMED(links[3]);
	ASSERT_PART_NAMED(liveness);
	ASSERT_PART_NAMED(lease);
	ASSERT_PART_NAMED(probe);
	ASSERT_PART_NAMED(handover);
	ASSERT_PART_NAMED(announcement);
	ASSERT_PART_NAMED(damping);
	ASSERT_PART_NAMED(reference_watch);
	ASSERT_PART_NAMED(config_mismatch);
	ASSERT_PART_NAMED(split_brain);
	ASSERT_PART_NAMED(conflict);
	ASSERT_PART_NAMED(outsider);
	ASSERT_PART_NAMED(third);
	assert_true(sizeof(engine) - end < sizeof(int64_t));
}
#else
static void every_member_of_the_engine_has_a_row(void **state)
{
	(void)state;
	skip();
}
#endif

static void an_index_beyond_its_list_is_refused(void **state)
{
	struct image image = good();

	(void)state;
	image.engine.damping.next = DAMPING_LIVES;
	assert_refused(&image, "damping.next is 3 (byte ");
	assert_refused(&image, "), it may be 0 to 2");
	image.engine.damping.next = DAMPING_LIVES - 1;
	assert_true(is_read(&image));
	image.engine.fitness.restore_next = 0x10000000;
	assert_refused(&image, "fitness.restore_next is 268435456 (byte ");
	image.engine.fitness.restore_next = FITNESS_RESTORES;
	assert_false(is_read(&image));
	image.engine.fitness.restore_next = FITNESS_RESTORES - 1;
	assert_true(is_read(&image));
	image.engine.settings.links = LINKS_MAX + 1;
	assert_refused(&image, "settings.links is 5 ");
}

static void an_enumeration_without_that_value_is_refused(void **state)
{
	struct image image = good();

	(void)state;
	image.engine.standing.role = (enum role)(ROLE_DISABLED + 1);
	assert_refused(&image, "standing.role is 10 ");
	image = good();
	image.engine.config_mismatch.fips.seen = (enum reason)(REASON_LAST + 1);
	assert_refused(&image, "config_mismatch.fips.seen is ");
	image = good();
	image.engine.liveness.last.operation = OPERATION_LAST + 1;
	assert_refused(&image, "liveness.last.operation is 7 ");
	image = good();
	image.engine.links[3].trouble = (enum trouble)(TROUBLE_LAST + 1);
	assert_refused(&image, "links.trouble is 4 ");
}

/* To compare it with 0 and 1 is more than the compiler does with a bool. */
static void a_boolean_that_is_neither_is_refused(void **state)
{
	struct image image = good();

	(void)state;
	memset(&image.engine.split_brain.on, 2, 1);
	assert_refused(&image, "split_brain.on is 2 ");
	image = good();
	memset(&image.engine.links[1].ever, 0xff, 1);
	assert_refused(&image, "links.ever is 255 ");
}

static void a_time_that_cannot_be_added_to_is_refused(void **state)
{
	struct image image = good();

	(void)state;
	image.engine.fitness.restores_us[4] = INT64_MAX;
	assert_refused(&image, "fitness.restores_us is 9223372036854775807 ");
	image = good();
	image.engine.links[2].sendings[7].sent_us = INT64_MIN;
	assert_refused(&image, "links.sendings[7].sent_us is -9223372036854775808 ");
}

static void a_timing_that_nobody_can_have_is_refused(void **state)
{
	struct image image = good();

	(void)state;
	image.engine.settings.interval_ms = 0;
	assert_refused(&image, "settings.interval_ms is 0 ");
	image = good();
	image.engine.settings.count = 1;
	assert_refused(&image, "settings.count is 1 ");
	image = good();
	image.engine.liveness.ever = true;
	assert_refused(&image, "the peer was heard, with a timing");
	image.engine.liveness.last.interval_ms = 10;
	assert_refused(&image, "the peer was heard, with a timing");
	image.engine.liveness.last.count = 2;
	assert_true(is_read(&image));
}

static void a_life_without_incarnation_is_refused(void **state)
{
	struct image image = good();

	(void)state;
	image.engine.links[3].session.own = 0;
	assert_refused(&image, "a link has no incarnation");
	image = good();
	image.engine.links[0].session.own = 0;
	assert_refused(&image, "a link has no incarnation");
}

static void bytes_of_another_length_are_refused(void **state)
{
	struct image image = good();

	(void)state;
	assert_false(engine_members_decode(&image.read, (const uint8_t *)&image.engine,
		sizeof(image.engine) - 1, image.fault));
	assert_non_null(strstr(image.fault, "bytes are no engine"));
}

/* An engine in the middle of its life has more than zeros in it. */
static void an_active_engine_is_good(void **state)
{
	struct settings settings = scene_settings();
	struct image image = { .engine = scene_active(&settings).engine };

	(void)state;
	assert_true(is_read(&image));
	assert_int_equal(image.read.standing.role, ROLE_ACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_engine_comes_back_as_it_was),
		cmocka_unit_test(a_byte_has_the_name_of_its_member_or_none),
		cmocka_unit_test(every_member_of_the_engine_has_a_row),
		cmocka_unit_test(an_index_beyond_its_list_is_refused),
		cmocka_unit_test(an_enumeration_without_that_value_is_refused),
		cmocka_unit_test(a_boolean_that_is_neither_is_refused),
		cmocka_unit_test(a_time_that_cannot_be_added_to_is_refused),
		cmocka_unit_test(a_timing_that_nobody_can_have_is_refused),
		cmocka_unit_test(a_life_without_incarnation_is_refused),
		cmocka_unit_test(bytes_of_another_length_are_refused),
		cmocka_unit_test(an_active_engine_is_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
