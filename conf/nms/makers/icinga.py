"""icinga - check commands and services on fipdVerdict and on `fipctl check`."""

ICINGA = """\
/* fipd.conf - fipd for Icinga 2, made by conf/nms/generate.
 *
 * For each host with vars.fipd = true: the verdict over SNMP.  With vars.fipd_nrpe = true
 * also `fipctl check` on the node itself, with its perfdata, by NRPE.
 */

object CheckCommand "fipd-verdict" {{
	command = [ PluginDir + "/check_snmp" ]
	arguments = {{
		"-H" = "$fipd_address$"
		"-P" = "$fipd_snmp_version$"
		"-C" = {{ value = "$fipd_snmp_community$", set_if = "$fipd_snmp_v2c$" }}
		"-L" = "$fipd_snmp_level$"
		"-U" = "$fipd_snmp_user$"
		"-a" = "$fipd_snmp_auth_protocol$"
		"-A" = "$fipd_snmp_auth_password$"
		"-x" = "$fipd_snmp_priv_protocol$"
		"-X" = "$fipd_snmp_priv_password$"
		// With more than 4 s check_snmp calls silence CRITICAL; so it is UNKNOWN.
		"-t" = "3"
		"-e" = "1"
		// fipdVerdict: 0 ok, 1 warning, 2 critical; what is unknown is never fine.
		// Then fipdVerdictText, fipdPairName.
		"-o" = "{verdict},{text},{pair}"
		"-w" = "0:0"
		"-c" = "0:1"
		"-l" = "fipd"
	}}
	vars.fipd_address = "$address$"
	vars.fipd_snmp_version = "2c"
	vars.fipd_snmp_community = "public"
	vars.fipd_snmp_v2c = {{{{ macro("$fipd_snmp_version$") == "2c" }}}}
}}

object CheckCommand "fipd-check" {{
	command = [ PluginDir + "/check_nrpe" ]
	arguments = {{
		"-H" = "$fipd_address$"
		"-c" = "fipd_check"
		"-u" = {{ description = "what cannot be asked is UNKNOWN, not CRITICAL" }}
		"-t" = "10"
	}}
	vars.fipd_address = "$address$"
}}

// The second look is for a planned move, which one look may see in its midst.
template Service "fipd" {{
	max_check_attempts = 2
	retry_interval = 10s
}}

apply Service "fipd" {{
	import "fipd"
	check_interval = if (host.vars.fipd_interval) {{ host.vars.fipd_interval }} else {{ {poll}s }}
	check_command = "fipd-verdict"
	assign where host.vars.fipd
}}

apply Service "fipctl check" {{
	import "fipd"
	check_interval = if (host.vars.fipd_interval) {{ host.vars.fipd_interval }} else {{ {poll}s }}
	check_command = "fipd-check"
	assign where host.vars.fipd_nrpe
}}
"""
NRPE = """\
# fipd_nrpe.cfg - `fipctl check` for NRPE on each node, made by conf/nms/generate.
# Put it in /etc/nagios/nrpe.d; the user nagios must be in the group fipd-read.
command[fipd_check]=/usr/bin/fipctl --control /run/fipd/control.sock.read check
"""
NAGIOS = """\
# fipd_nagios.cfg - fipd for Nagios and Naemon, made by conf/nms/generate (not run here).
define command {{
	command_name  check_fipd_verdict
	command_line  $USER1$/check_snmp -H $HOSTADDRESS$ -P 2c -C $ARG1$ -o {verdict},{text},{pair} -w 0:0 -c 0:1 -l fipd -t 3 -e 1
}}
define command {{
	command_name  check_fipd_check
	command_line  $USER1$/check_nrpe -H $HOSTADDRESS$ -c fipd_check -u
}}
define service {{
	use                  generic-service
	hostgroup_name       fipd
	service_description  fipd
	check_command        check_fipd_verdict!public
	max_check_attempts   2
}}
"""


def make(facts):
    oids = {key: "." + facts.instance(name) for key, name in (("verdict", "fipdVerdict"),
        ("text", "fipdVerdictText"), ("pair", "fipdPairName"))}
    return {"icinga/fipd.conf": ICINGA.format(poll=facts.poll_s, **oids), "icinga/fipd_nrpe.cfg": NRPE,
        "icinga/fipd_nagios.cfg": NAGIOS.format(**oids)}
