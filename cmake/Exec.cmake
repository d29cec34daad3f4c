# Children and what is run as one are layers without the network; exec/probe, which alone
# knows libcurl, is called in a process of its own.
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.85)

fipd_layer(child exec/child SEES values model words loop)
fipd_layer(probe exec/probe SEES values model schema)
fipd_layer(run   exec/run   SEES values model words schema config protocol loop child probe)
target_link_libraries(fipd_probe PRIVATE PkgConfig::CURL)

fipd_program(fipd-exec exec/main.c SEES values model words schema config protocol loop child
	probe run)
install(FILES exec/fipd-exec.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
