# Every warning that finds bugs in C; -DFIPD_WERROR=ON makes them errors (preset dev, CI).
option(FIPD_WERROR "Treat warnings as errors" OFF)
add_library(fipd_warnings INTERFACE)
target_compile_options(fipd_warnings INTERFACE
	-Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes
	-Wmissing-prototypes -Wundef -Wvla -Wcast-qual -Wwrite-strings -Wformat=2
	-Wswitch-enum -Wnull-dereference
	$<$<BOOL:${FIPD_WERROR}>:-Werror>)

set(FIPD_SANITIZE "" CACHE STRING "Sanitizers for every target, e.g. address,undefined")
if(FIPD_SANITIZE)
	add_compile_options(-fsanitize=${FIPD_SANITIZE} -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	add_link_options(-fsanitize=${FIPD_SANITIZE})
endif()

option(FIPD_HARDEN "Release hardening: PIE, RELRO, stack protector, fortify" OFF)
if(FIPD_HARDEN)
	set(CMAKE_POSITION_INDEPENDENT_CODE ON)
	add_compile_options(-D_FORTIFY_SOURCE=3 -fstack-protector-strong)
	# Control-flow enforcement (CET), where the compiler has it for this processor.
	include(CheckCCompilerFlag)
	check_c_compiler_flag(-fcf-protection FIPD_HAS_CF_PROTECTION)
	if(FIPD_HAS_CF_PROTECTION)
		add_compile_options(-fcf-protection)
	endif()
	add_link_options(-pie -Wl,-z,relro,-z,now)
endif()
# Asserts stay on in every build: a failed one is a crash, and a crash lets the lease end.
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELEASE "${CMAKE_C_FLAGS_RELEASE}")
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELWITHDEBINFO "${CMAKE_C_FLAGS_RELWITHDEBINFO}")
