# ctl/ is fipctl: one verb, one file, one row in the table of ctl/verbs/verb.c.
fipd_layer(output  ctl/output  SEES model words protocol)
fipd_layer(contact ctl/contact SEES model words protocol output)
fipd_layer(check   ctl/check   SEES model words protocol)
fipd_layer(explain ctl/explain SEES model words protocol output contact)
fipd_layer(doctor  ctl/doctor  SEES model words protocol)
fipd_layer(replay  ctl/replay  SEES model words parts engine wire protocol)
fipd_layer(verbs   ctl/verbs   SEES model words parts engine wire protocol output contact check
	explain doctor replay)
# The doctor looks whether snmpd shows FIPD-MIB.
target_include_directories(fipd_verbs PRIVATE ${CMAKE_BINARY_DIR}/generated)

fipd_program(fipctl ctl/main.c SEES model words protocol output contact verbs)
