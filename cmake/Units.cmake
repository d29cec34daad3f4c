# The units of conf/systemd name the programs in /usr/sbin, so that they can be read and
# installed as they are; for another prefix the build writes where the programs will be.
file(GLOB units CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/conf/systemd/*.service)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${units})
foreach(unit ${units})
	get_filename_component(name ${unit} NAME)
	file(READ ${unit} text)
	string(REPLACE "/usr/sbin/fip" "${CMAKE_INSTALL_FULL_SBINDIR}/fip" text "${text}")
	file(CONFIGURE OUTPUT conf/systemd/${name} CONTENT "${text}" @ONLY)
endforeach()
install(DIRECTORY ${CMAKE_BINARY_DIR}/conf/systemd/ DESTINATION lib/systemd/system
	FILES_MATCHING PATTERN "*.service")
