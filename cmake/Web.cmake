# web/ is a layer without libevent, so that unit tests read scripts, pages and metrics
# without a socket; web/http/ makes the program of it.  The files of web/page/, and the body
# of the PAC script, are compiled in as they are.
pkg_check_modules(EVENT_EXTRA REQUIRED IMPORTED_TARGET libevent_extra>=2.1)

fipd_layer(web web SEES values model words schema protocol)

# Put files into the library as the list of web/asset.h.
function(fipd_embed)
	set(text "#include \"web/asset.h\"\n\n")
	set(list "")
	set(number 0)
	foreach(file ${ARGN})
		get_filename_component(name ${file} NAME)
		file(READ ${file} bytes HEX)
		string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
		string(APPEND text "static const uint8_t bytes_${number}[] = {${bytes}0};\n")
		string(APPEND list "\t{ \"${name}\", bytes_${number}, "
			"sizeof(bytes_${number}) - 1 },\n")
		math(EXPR number "${number} + 1")
	endforeach()
	set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
	file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/web/assets.c
		CONTENT "${text}\nconst struct asset asset_list[] = {\n${list}};\n\nconst size_t asset_count = ${number};\n" @ONLY)
	target_sources(fipd_web PRIVATE ${CMAKE_BINARY_DIR}/generated/web/assets.c)
endfunction()

# Write the English words of reasons and events, from their rows, for web/page/messages.js.
function(fipd_page_words output)
	set(text "/* words - made from core/logic/model/reasons.def and events.def. */\n")
	foreach(list REASONS:reasons:REASON KINDS:events:EVENT)
		string(REPLACE ":" ";" list ${list})
		list(GET list 0 name)
		list(GET list 1 file)
		list(GET list 2 macro)
		set(file ${CMAKE_SOURCE_DIR}/core/logic/model/${file}.def)
		set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
		file(READ ${file} rows)
		string(REGEX MATCHALL "\n${macro}\\([A-Z_]+, [0-9]+, \"[A-Za-z]+\",[ \n\t]*\"[^\"]+\"" rows "${rows}")
		string(REGEX REPLACE "\n${macro}\\([A-Z_]+, [0-9]+, \"([A-Za-z]+)\",[ \n\t]*(\"[^\"]+\")" "\t\\1: \\2,\n" rows "${rows}")
		string(REPLACE ";" "" rows "${rows}")
		string(APPEND text "\nexport const ${name} = {\n${rows}};\n")
	endforeach()
	file(CONFIGURE OUTPUT ${output} CONTENT "${text}" @ONLY)
endfunction()

set(words ${CMAKE_BINARY_DIR}/generated/web/words.js)
fipd_page_words(${words})
file(GLOB assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/page/* ${CMAKE_SOURCE_DIR}/web/*.js)
fipd_embed(${assets} ${words})

# All of the program but its main is a library too, for the fuzzer of requests.
file(GLOB http CONFIGURE_DEPENDS web/http/*.c)
list(REMOVE_ITEM http ${CMAKE_SOURCE_DIR}/web/http/main.c)
set_property(GLOBAL PROPERTY FIPD_FOLDER_http ${CMAKE_SOURCE_DIR}/web/http)
add_library(fipd_http STATIC ${http})
add_executable(fipd-web web/http/main.c)
fipd_view(fipd_web_program http web values model words schema protocol)
target_link_libraries(fipd_http PRIVATE fipd_warnings PUBLIC fipd_web PkgConfig::EVENT
	PkgConfig::EVENT_EXTRA)
target_link_libraries(fipd-web PRIVATE fipd_warnings fipd_http)
foreach(target fipd_http fipd-web)
	target_include_directories(${target} PRIVATE ${fipd_web_program_VIEW})
	target_compile_definitions(${target} PRIVATE _GNU_SOURCE
		FIPD_VERSION="${PROJECT_VERSION}")
endforeach()
target_link_options(fipd-web PRIVATE LINKER:--as-needed)
install(TARGETS fipd-web RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(FILES web/fipd-web.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
