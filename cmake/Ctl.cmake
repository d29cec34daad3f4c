# ctl/ is fipctl: one verb, one file with its row, one name in the list of ctl/main.c.
fipd_layer(output  ctl/output  SEES values model words schema protocol)
fipd_layer(contact ctl/contact SEES values model words schema protocol output)
fipd_layer(doctor  ctl/doctor  SEES values model words schema protocol)
fipd_layer(replay  ctl/replay  SEES values model words parts engine schema wire protocol)
fipd_layer(verbs   ctl/verbs   SEES values model words parts engine schema wire
	protocol output contact doctor replay)
# The doctor looks whether snmpd shows FIPD-MIB.
target_include_directories(fipd_verbs PRIVATE ${CMAKE_BINARY_DIR}/generated)

fipd_program(fipctl ctl/main.c SEES values model words schema protocol output contact
	verbs)
