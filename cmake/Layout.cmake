# What a recording of the engine depends on, as two numbers for core/wire/recording.c: the
# layout of struct engine (any word of a header of core/logic counts: rather one image too
# few than one that is read wrongly), and the rule table.

function(fipd_fingerprint name)
	set(words "")
	foreach(file ${ARGN})
		file(SHA256 ${file} sum)
		string(APPEND words ${sum})
	endforeach()
	set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
	string(SHA256 sum "${words}")
	string(SUBSTRING ${sum} 0 16 sum)
	set_property(SOURCE ${CMAKE_SOURCE_DIR}/core/wire/recording.c
		APPEND PROPERTY COMPILE_DEFINITIONS "${name}=UINT64_C(0x${sum})")
endfunction()

file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/core/logic/model/*.h
	${CMAKE_SOURCE_DIR}/core/logic/model/*.def
	${CMAKE_SOURCE_DIR}/core/logic/parts/*.h ${CMAKE_SOURCE_DIR}/core/logic/engine/*.h)
fipd_fingerprint(FIPD_LOGIC_LAYOUT ${headers})
fipd_fingerprint(FIPD_LOGIC_RULES ${CMAKE_SOURCE_DIR}/core/logic/engine/failover.c
	${CMAKE_SOURCE_DIR}/core/logic/engine/failover.h)
