# web/ is a layer without libevent, so that unit tests read scripts, pages and metrics
# without a socket; web/http/ makes the program of it.  The files of web/page/, and the body
# of the PAC script, are compiled in as they are.
pkg_check_modules(EVENT_EXTRA REQUIRED IMPORTED_TARGET libevent_extra>=2.1)

fipd_layer(web web SEES values model words schema protocol)

# Put files into the library of a layer as its set of web/asset.h, NAME_assets.
function(fipd_embed layer)
	set(text "#include \"web/asset.h\"\n\n")
	set(list "")
	set(number 0)
	foreach(file ${ARGN})
		get_filename_component(name ${file} NAME)
		file(READ ${file} bytes HEX)
		file(SHA256 ${file} digest)
		string(SUBSTRING ${digest} 0 16 digest)
		string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
		string(APPEND text "static const uint8_t bytes_${number}[] = {${bytes}0};\n")
		string(APPEND list "\t{ \"${name}\", bytes_${number}, "
			"sizeof(bytes_${number}) - 1, \"${digest}\" },\n")
		math(EXPR number "${number} + 1")
	endforeach()
	set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
	set(output ${CMAKE_BINARY_DIR}/generated/${layer}/assets.c)
	file(CONFIGURE OUTPUT ${output}
		CONTENT "${text}\nstatic const struct asset list[] = {\n${list}};\n\nconst struct asset_set ${layer}_assets = { list, ${number} };\n" @ONLY)
	target_sources(fipd_${layer} PRIVATE ${output})
endfunction()

# Add an object of JavaScript with one text of each row of a list, by its word.
function(fipd_page_object into name rows expression)
	set(members "")
	foreach(row ${rows})
		string(REGEX MATCH "\"([A-Za-z]+)\"" word "${row}")
		set(word ${CMAKE_MATCH_1})
		string(REGEX MATCH "${expression}" found "${row}")
		string(APPEND members "\t\t${word}: \"${CMAKE_MATCH_1}\",\n")
	endforeach()
	set(${into} "${${into}}\t${name}: {\n${members}\t},\n" PARENT_SCOPE)
endfunction()

# Write the words of reasons, events and verdicts, from their rows, for
# web/page/messages.js: what the English page says follows the word in a row, what the
# Japanese one says ends it.
function(fipd_page_words output)
	set(text "/* words - made from reasons.def, events.def and verdict.def of core. */\n")
	set(literal "\"([^\"]+)\"")
	set(english "\"[A-Za-z]+\",[ \n\t]*${literal}")
	set(last "${literal}\\)[ \n\t]*$")
	set(last_but_one "${literal},[ \n\t]*\"[^\"]+\"\\)[ \n\t]*$")
	foreach(list REASONS:logic/model/reasons:REASON EVENTS:logic/model/events:EVENT
			VERDICTS:protocol/verdict:VERDICT)
		string(REPLACE ":" ";" list ${list})
		list(GET list 0 name)
		list(GET list 1 file)
		list(GET list 2 macro)
		set(file ${CMAKE_SOURCE_DIR}/core/${file}.def)
		set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
		file(READ ${file} rows)
		string(REPLACE ";" "," rows "${rows}")
		string(REPLACE "\n${macro}(" ";" rows "${rows}")
		list(REMOVE_AT rows 0)
		string(APPEND text "\nexport const ${name} = {\n")
		fipd_page_object(text en "${rows}" "${english}")
		if(macro STREQUAL EVENT)
			fipd_page_object(text ja "${rows}" "${last_but_one}")
			fipd_page_object(text ja_sentences "${rows}" "${last}")
		else()
			fipd_page_object(text ja "${rows}" "${last}")
		endif()
		string(APPEND text "};\n")
	endforeach()
	file(CONFIGURE OUTPUT ${output} CONTENT "${text}" @ONLY)
endfunction()

set(words ${CMAKE_BINARY_DIR}/generated/web/words.js)
fipd_page_words(${words})
file(GLOB assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/page/* ${CMAKE_SOURCE_DIR}/web/*.js)
fipd_embed(web ${assets} ${words})

# All of the program but its main is a library too, for the fuzzer of requests.
file(GLOB http CONFIGURE_DEPENDS web/http/*.c)
list(REMOVE_ITEM http ${CMAKE_SOURCE_DIR}/web/http/main.c)
set_property(GLOBAL PROPERTY FIPD_FOLDER_http ${CMAKE_SOURCE_DIR}/web/http)
add_library(fipd_http STATIC ${http})
add_executable(fipd-web web/http/main.c)
fipd_view(fipd_web_program http web values confine model words schema protocol)
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
