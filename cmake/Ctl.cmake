# ctl/ is fipctl: one verb, one file with its row, one name in the list of ctl/main.c.
fipd_layer(output  ctl/output  SEES values model words schema protocol)
fipd_layer(contact ctl/contact SEES values model words schema protocol output)
fipd_layer(doctor  ctl/doctor  SEES values model words schema protocol)
fipd_layer(replay  ctl/replay  SEES values model words parts engine schema wire protocol)
fipd_layer(verbs   ctl/verbs   SEES values model words parts engine schema wire
	protocol output contact doctor replay)
# The doctor looks whether snmpd shows FIPD-MIB.
target_include_directories(fipd_doctor PRIVATE ${CMAKE_BINARY_DIR}/generated)
target_include_directories(fipd_verbs PRIVATE ${CMAKE_BINARY_DIR}/generated)

# The settings screens of the verb page: their own files, beside those of the status page.
fipd_layer(page ctl/page SEES values model words schema protocol output contact verbs web)
file(GLOB screens CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/ctl/page/*.js
	${CMAKE_SOURCE_DIR}/ctl/page/*.html)
fipd_embed(page ${screens})
target_link_libraries(fipd_page PUBLIC PkgConfig::EVENT PkgConfig::EVENT_EXTRA)

# What a shell completes comes from the same tables (conf/completion asks for it).
fipd_layer(completion ctl/completion SEES values model words schema protocol output contact verbs)

# A first start: fipd.yaml, the key, snmpd, the services.
fipd_layer(setup ctl/setup SEES values model words schema config protocol output contact
	doctor verbs)

# A keepalived.conf read, and the fipd.yaml that it asks for.
fipd_layer(migrate ctl/migrate SEES values model words schema config protocol output contact verbs)

# What happened, as both nodes recorded it.
fipd_layer(incident ctl/incident SEES values model words parts engine schema wire protocol
	output contact replay verbs)

# Would a takeover work now?
fipd_layer(drill ctl/drill SEES values model words schema protocol output contact doctor verbs)

# What somebody needs who shall help, without keys.
fipd_layer(support ctl/support SEES values model words schema protocol output contact doctor verbs)
target_link_libraries(fipd_support PRIVATE PkgConfig::YAML)

fipd_program(fipctl ctl/main.c SEES values model words schema protocol output contact
	verbs page completion setup migrate incident drill support)
install(FILES conf/completion/fipctl DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES conf/completion/_fipctl DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
