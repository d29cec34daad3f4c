# The MIB, SET and the traps are layers without net-snmp, so that unit tests walk the MIB
# without it; subagent/agentx/ makes the program of them, and nothing else in the tree links
# net-snmp.
pkg_check_modules(SNMP REQUIRED netsnmp-agent>=5.9)

fipd_layer(mib   subagent/mib   SEES values model words schema protocol)
fipd_layer(set   subagent/set   SEES values model words schema protocol mib)
fipd_layer(traps subagent/traps SEES values model words schema protocol mib)
target_include_directories(fipd_mib PRIVATE ${CMAKE_BINARY_DIR}/generated)

file(GLOB agentx CONFIGURE_DEPENDS subagent/agentx/*.c)
set_property(GLOBAL PROPERTY FIPD_FOLDER_agentx ${CMAKE_SOURCE_DIR}/subagent/agentx)
add_executable(fipd-agentx ${agentx})
fipd_view(fipd_agentx agentx mib set traps values confine model words schema protocol)
target_include_directories(fipd-agentx PRIVATE ${fipd_agentx_VIEW})
target_include_directories(fipd-agentx SYSTEM PRIVATE ${SNMP_INCLUDE_DIRS})
target_link_directories(fipd-agentx PRIVATE ${SNMP_LIBRARY_DIRS})
target_compile_definitions(fipd-agentx PRIVATE _GNU_SOURCE
	FIPD_VERSION="${PROJECT_VERSION}")
target_link_libraries(fipd-agentx PRIVATE fipd_warnings fipd_set fipd_traps
	netsnmpagent netsnmp OpenSSL::Crypto)
install(TARGETS fipd-agentx RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(FILES subagent/fipd-agentx.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
