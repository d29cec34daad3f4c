# The MIB's place in the tree of object identifiers, as "PARENT NUMBER".  It decides the root
# line and the imports of FIPD-MIB.txt and the header mib/root.h; mib/README.md says how to
# change it.
set(FIPD_MIB_ROOT "netSnmpPlaypen 7900" CACHE STRING
	"Root of FIPD-MIB: netSnmpPlaypen N, or enterprises N with the project's own number")

if(NOT FIPD_MIB_ROOT MATCHES "^(netSnmpPlaypen|enterprises) ([1-9][0-9]*)$")
	message(FATAL_ERROR "FIPD_MIB_ROOT is '${FIPD_MIB_ROOT}'; it must be "
		"'netSnmpPlaypen N' or 'enterprises N' with a number N from 1")
endif()
set(FIPD_MIB_NUMBER ${CMAKE_MATCH_2})
if(CMAKE_MATCH_1 STREQUAL enterprises)
	set(FIPD_MIB_SMI_IMPORT ",\n    enterprises")
	set(FIPD_MIB_ROOT_IMPORT "")
	set(FIPD_MIB_OID "1, 3, 6, 1, 4, 1, ${FIPD_MIB_NUMBER}")
else()
	set(FIPD_MIB_SMI_IMPORT "")
	set(FIPD_MIB_ROOT_IMPORT "\n    netSnmpPlaypen\n        FROM NET-SNMP-MIB")
	set(FIPD_MIB_OID "1, 3, 6, 1, 4, 1, 8072, 9999, 9999, ${FIPD_MIB_NUMBER}")
endif()

string(REPLACE ", " "." FIPD_MIB_DOTTED ".${FIPD_MIB_OID}")

configure_file(mib/FIPD-MIB.txt.in ${CMAKE_BINARY_DIR}/mib/FIPD-MIB.txt @ONLY)
configure_file(mib/root.h.in ${CMAKE_BINARY_DIR}/generated/mib/root.h @ONLY)

# snmpd's drop-in has the default root in it, so that it can be installed as it is.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS conf/snmpd/fipd.conf)
file(READ conf/snmpd/fipd.conf drop_in)
string(REPLACE ".1.3.6.1.4.1.8072.9999.9999.7900" "${FIPD_MIB_DOTTED}" drop_in "${drop_in}")
file(CONFIGURE OUTPUT conf/snmpd/fipd.conf CONTENT "${drop_in}" @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/conf/snmpd/fipd.conf
	DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/snmp/snmpd.conf.d)
install(FILES ${CMAKE_BINARY_DIR}/mib/FIPD-MIB.txt
	DESTINATION ${CMAKE_INSTALL_DATADIR}/snmp/mibs)
