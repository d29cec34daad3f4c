"""zabbix_database - PostgreSQL with Zabbix's schema, made once and kept as an archive."""

import os

from lab.lab import build_folder
from lab.wait import wait_until

SERVER = "/usr/lib/postgresql/15/bin"
SCHEMA = "/usr/share/zabbix-server-pgsql"
PLACE = "/run/zabbix-db"  # in the operations center's own /run, which is memory
AS_POSTGRES = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"]


def archive():
    """Return the path of the archive: one for each version of Zabbix."""
    version = os.path.getmtime(f"{SCHEMA}/schema.sql.gz")
    return os.path.join(build_folder(), "nms", f"zabbix-{version:.0f}.tar")


class Database:
    """A PostgreSQL of the operations center, at a socket in PLACE."""

    def __init__(self, oc):
        self.oc = oc

    def start(self):
        """Start it, with the schema in it; return its process."""
        self.oc.run(["mkdir", "-p", PLACE])
        self.oc.run(["chown", "postgres:postgres", PLACE])
        if os.path.exists(archive()):
            self.oc.run(["tar", "-C", PLACE, "-xpf", archive()])
            return self.serve()
        self.oc.run([*AS_POSTGRES, f"{SERVER}/initdb", "-D", f"{PLACE}/data", "-U", "zabbix",
            "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"])
        process = self.serve()
        self.fill()
        process.terminate()
        self.keep()
        return self.serve()

    def serve(self):
        process = self.oc.start("postgres", [*AS_POSTGRES, f"{SERVER}/postgres", "-D",
            f"{PLACE}/data", "-k", PLACE, "-h", "", "-F", "-c", "full_page_writes=off",
            "-c", "synchronous_commit=off", "-c", "max_connections=60"])
        wait_until(lambda: self.sql("SELECT 1", "postgres").returncode == 0, 30,
            "PostgreSQL answers")
        return process

    def sql(self, text, base="zabbix"):
        return self.oc.run(["psql", "-q", "-h", PLACE, "-U", "zabbix", "-d", base, "-c", text],
            check=False)

    def fill(self):
        """Make the database zabbix, and in it what Debian's package ships."""
        self.sql("CREATE DATABASE zabbix", "postgres")
        for name in ("schema", "images", "data"):
            self.oc.run(["sh", "-c", f"zcat {SCHEMA}/{name}.sql.gz | psql -q -h {PLACE} "
                "-U zabbix -d zabbix -v ON_ERROR_STOP=1 >/dev/null"], limit_s=600)

    def keep(self):
        """Write the archive whole or not at all."""
        os.makedirs(os.path.dirname(archive()), exist_ok=True)
        self.oc.run(["tar", "-C", PLACE, "-cpf", archive() + ".part", "data"])
        os.rename(archive() + ".part", archive())
