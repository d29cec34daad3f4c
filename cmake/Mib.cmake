# The MIB's place in the tree of object identifiers, as "PARENT NUMBER".  mib/FIPD-MIB.txt
# has the default root and is taken as it is; for another one the build makes its text from
# that file by another root line and other imports.  The header mib/root.h and snmpd's
# drop-in follow.  mib/README.md says how to change the root.
set(FIPD_MIB_DEFAULT_ROOT "netSnmpPlaypen 7900")
set(FIPD_MIB_ROOT "${FIPD_MIB_DEFAULT_ROOT}" CACHE STRING
	"Root of FIPD-MIB: netSnmpPlaypen N, or enterprises N ... with a firm's own arc")

# 8 arcs below the parent leave the longest name of FIPD-MIB room in the program.
string(REGEX MATCHALL "[0-9]+" FIPD_MIB_NUMBERS "${FIPD_MIB_ROOT}")
list(LENGTH FIPD_MIB_NUMBERS depth)
set(big FALSE)
foreach(number IN LISTS FIPD_MIB_NUMBERS)
	string(LENGTH "${number}" digits)
	if(digits GREATER 10 OR number GREATER 4294967295)
		set(big TRUE)
	endif()
endforeach()
if(NOT FIPD_MIB_ROOT MATCHES "^(netSnmpPlaypen|enterprises)( [1-9][0-9]*)+$" OR depth GREATER 8
		OR big)
	message(FATAL_ERROR "FIPD_MIB_ROOT is '${FIPD_MIB_ROOT}'; it must be "
		"'netSnmpPlaypen N' or 'enterprises N', or a longer arc such as "
		"'enterprises 99999 7 1': at most 8 numbers from 1 to 4294967295")
endif()
set(FIPD_MIB_PARENT ${CMAKE_MATCH_1})
string(REPLACE ";" ", " FIPD_MIB_TAIL "${FIPD_MIB_NUMBERS}")
if(FIPD_MIB_PARENT STREQUAL enterprises)
	set(FIPD_MIB_OID "1, 3, 6, 1, 4, 1, ${FIPD_MIB_TAIL}")
else()
	set(FIPD_MIB_OID "1, 3, 6, 1, 4, 1, 8072, 9999, 9999, ${FIPD_MIB_TAIL}")
endif()

string(REPLACE ", " "." FIPD_MIB_DOTTED ".${FIPD_MIB_OID}")

# Replace a text in mib_text by another; a text that is not there exactly once is an error.
function(replace_in_mib old new)
	string(FIND "${mib_text}" "${old}" first)
	string(FIND "${mib_text}" "${old}" last REVERSE)
	if(first EQUAL -1 OR NOT first EQUAL last)
		message(FATAL_ERROR "mib/FIPD-MIB.txt must have this text exactly once, so that "
			"its root can be made '${FIPD_MIB_ROOT}': '${old}'")
	endif()
	string(REPLACE "${old}" "${new}" mib_text "${mib_text}")
	set(mib_text "${mib_text}" PARENT_SCOPE)
endfunction()

if(FIPD_MIB_ROOT STREQUAL FIPD_MIB_DEFAULT_ROOT)
	configure_file(mib/FIPD-MIB.txt mib/FIPD-MIB.txt COPYONLY)
else()
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS mib/FIPD-MIB.txt)
	file(READ mib/FIPD-MIB.txt mib_text)
	# Each arc of a longer root has a name, or smilint complains of an implicit node; they
	# stand behind the module's identity, which must come first.
	set(parent ${FIPD_MIB_PARENT})
	set(numbers ${FIPD_MIB_NUMBERS})
	list(POP_BACK numbers last)
	set(nodes "")
	set(place 0)
	foreach(number IN LISTS numbers)
		math(EXPR place "${place} + 1")
		string(APPEND nodes
			"\nfipdRoot${place} OBJECT IDENTIFIER ::= { ${parent} ${number} }")
		set(parent fipdRoot${place})
	endforeach()
	if(nodes)
		string(APPEND nodes "\n")
	endif()
	replace_in_mib("    ::= { ${FIPD_MIB_DEFAULT_ROOT} }\n"
		"    ::= { ${parent} ${last} }\n${nodes}")
	if(FIPD_MIB_PARENT STREQUAL enterprises)
		replace_in_mib(", Counter64\n        FROM SNMPv2-SMI"
			", Counter64,\n    enterprises\n        FROM SNMPv2-SMI")
		replace_in_mib("\n    netSnmpPlaypen\n        FROM NET-SNMP-MIB;" ";")
	endif()
	file(CONFIGURE OUTPUT mib/FIPD-MIB.txt CONTENT "${mib_text}" @ONLY)
endif()
configure_file(mib/root.h.in ${CMAKE_BINARY_DIR}/generated/mib/root.h @ONLY)

# snmpd's drop-in has the default root in it, so that it can be installed as it is.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS conf/snmpd/fipd.conf)
file(READ conf/snmpd/fipd.conf drop_in)
string(REPLACE ".1.3.6.1.4.1.8072.9999.9999.7900" "${FIPD_MIB_DOTTED}" drop_in "${drop_in}")
file(CONFIGURE OUTPUT conf/snmpd/fipd.conf CONTENT "${drop_in}" @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/conf/snmpd/fipd.conf
	DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/snmp/snmpd.conf.d)
install(FILES ${CMAKE_BINARY_DIR}/mib/FIPD-MIB.txt
	DESTINATION ${CMAKE_INSTALL_DATADIR}/snmp/mibs)
install(FILES mib/FIPD-MIB.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(PROGRAMS mib/fipd-mibs DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(FILES mib/fipd-mibs.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)

# The packs for management systems have the default root in them; for another one
# conf/nms/generate writes them.
if(FIPD_MIB_ROOT STREQUAL FIPD_MIB_DEFAULT_ROOT)
	install(DIRECTORY conf/nms DESTINATION ${CMAKE_INSTALL_DOCDIR}
		PATTERN makers EXCLUDE PATTERN generate EXCLUDE PATTERN *_test.yml EXCLUDE)
endif()
