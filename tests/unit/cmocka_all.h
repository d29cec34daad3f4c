/*
 * cmocka_all - cmocka with the headers that it wants included before it.
 */
#ifndef FIPD_TESTS_CMOCKA_ALL_H
#define FIPD_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
