"""bound - services that bind an F-IP and nothing else: FTP (vsftpd), and TLS in front of the
origin server (stunnel), which is what the original's accelerator is."""

import os

from .wait import wait_until

VSFTPD_CONF = """\
listen=YES
listen_address={address}
background=NO
anonymous_enable=YES
no_anon_password=YES
anon_root=/run/ftp
secure_chroot_dir=/run/ftp/empty
seccomp_sandbox=NO
xferlog_enable=NO
"""
STUNNEL_CONF = """\
foreground = yes
pid =
cert = {folder}/cert.pem
key = {folder}/key.pem
[tls]
accept = {address}:443
connect = {origin}:8000
"""


def wait_bound(node, process, address, port):
    def is_bound():
        if not process.alive():
            raise RuntimeError(f"{process.name} on {node.name} ended: {process.output()}")
        return f" {address}:{port} " in node.run(["ss", "-Hltn"]).stdout

    wait_until(is_bound, 20, f"{process.name} on {node.name} is bound to {address}")


def start_ftp(node, address):
    """Serve a file `name` with the node's name over FTP."""
    node.run(["sh", "-c", f"mkdir -p /run/ftp/empty && printf {node.name} >/run/ftp/name"])
    conf = node.path("vsftpd.conf")
    with open(conf, "w") as file:
        file.write(VSFTPD_CONF.format(address=address))
    process = node.start("vsftpd", ["/usr/sbin/vsftpd", conf])
    wait_bound(node, process, address, 21)
    return process


def start_tls(node, address, origin):
    """Serve the origin server's page over TLS, with a certificate of the node's name."""
    folder = node.path("tls")
    os.makedirs(folder)
    node.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={node.name}", "-days", "2",
        "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"])
    conf = os.path.join(folder, "stunnel.conf")
    with open(conf, "w") as file:
        file.write(STUNNEL_CONF.format(folder=folder, address=address, origin=origin))
    process = node.start("stunnel", ["/usr/bin/stunnel4", conf])
    wait_bound(node, process, address, 443)
    return process


def fetch_by_ftp(center, address):
    """Return the name of the node that gave its file, or None."""
    done = center.run(["curl", "-s", "-m", "10", f"ftp://{address}/name"], check=False)
    return done.stdout or None


def fetch_by_tls(center, address):
    """Return the name in the certificate of the node that gave the origin's page, or None."""
    done = center.run(["curl", "-s", "-k", "-m", "10", "-o", "/dev/null", "-w",
        "%{http_code} %{certs}", f"https://{address}/"], check=False)
    code, _, certificates = done.stdout.partition(" ")
    names = [line.partition("CN = ")[2].strip() for line in certificates.splitlines()
        if line.startswith("Subject:")]
    return names[0] if code == "200" and names else None
