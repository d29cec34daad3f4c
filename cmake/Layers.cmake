# A layer is one folder, one static library fipd_NAME.  Its include path is a view: a folder
# in the build tree with a symbolic link for each layer that it may see, itself included.
# So `#include "loop/loop.h"` inside core/logic is not a matter of discipline: it does not
# compile.

# Make the view of WHO on the layers named after it; its path is put into WHO_VIEW.
function(fipd_view who)
	set(view ${CMAKE_BINARY_DIR}/view/${who})
	file(REMOVE_RECURSE ${view})
	file(MAKE_DIRECTORY ${view})
	foreach(layer ${ARGN})
		get_property(folder GLOBAL PROPERTY FIPD_FOLDER_${layer})
		file(CREATE_LINK ${folder} ${view}/${layer} SYMBOLIC)
	endforeach()
	set(${who}_VIEW ${view} PARENT_SCOPE)
endfunction()

function(fipd_layer name folder)
	cmake_parse_arguments(LAYER "" "" "SEES" ${ARGN})
	set_property(GLOBAL PROPERTY FIPD_FOLDER_${name} ${CMAKE_SOURCE_DIR}/${folder})
	set_property(GLOBAL APPEND PROPERTY FIPD_LAYERS ${name})
	file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.c)
	add_library(fipd_${name} STATIC ${sources})
	fipd_view(${name} ${name} ${LAYER_SEES})
	target_include_directories(fipd_${name} PRIVATE ${${name}_VIEW})
	target_compile_definitions(fipd_${name} PRIVATE _GNU_SOURCE)
	target_link_libraries(fipd_${name} PRIVATE fipd_warnings)
	foreach(layer ${LAYER_SEES})
		target_link_libraries(fipd_${name} PUBLIC fipd_${layer})
	endforeach()
endfunction()

# A program from the one file that has its main.
function(fipd_program name source)
	cmake_parse_arguments(PROGRAM "" "" "SEES" ${ARGN})
	add_executable(${name} ${source})
	string(REPLACE "-" "_" who ${name})
	fipd_view(${who} ${PROGRAM_SEES})
	target_include_directories(${name} PRIVATE ${${who}_VIEW})
	target_compile_definitions(${name} PRIVATE _GNU_SOURCE
		FIPD_VERSION="${PROJECT_VERSION}")
	target_link_libraries(${name} PRIVATE fipd_warnings)
	foreach(layer ${PROGRAM_SEES})
		target_link_libraries(${name} PRIVATE fipd_${layer})
	endforeach()
	# Not every library that some part of a layer needs is needed here.
	target_link_options(${name} PRIVATE LINKER:--as-needed)
	install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
endfunction()
