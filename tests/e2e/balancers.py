"""nginx in front of several Odoo servers, with the very nginx.conf that a server uses."""

import getpass
import subprocess
from contextlib import contextmanager

from _steps import nginx, odoo, paths

from .servers import eventually

NAME = "localhost"
_MAIN = """
daemon off;
user {user};
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ }}
http {{
    access_log off;
    {temporary}
    include {home}/site.conf;
}}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Balancer:
    """nginx's configuration.

    :ivar url: address with https
    :ivar plain_url: address without
    :ivar certificate: file of what a client has to trust
    """

    def __init__(self, home):
        self.home = home
        self.port, self.plain_port = odoo.free_port(), odoo.free_port()
        self.url = f"https://{NAME}:{self.port}"
        self.plain_url = f"http://{NAME}:{self.plain_port}"
        self.certificate = home / "certificate.pem"

    def configure(self, nodes):
        """Write the configuration: nginx.conf with what it calls «yours» put in."""
        self._make_certificate()
        site = (paths.REPO / "nginx.conf").read_text(encoding="utf-8")
        pages, sockets = zip(*(node.ports for node in nodes), strict=True)
        for wanted, given in {
            "    server 127.0.0.1:8069;": _servers(pages),
            "    server 127.0.0.1:8072;": _servers(sockets),
            "server_name erp.example.ru;": f"server_name {NAME};",
            "/etc/letsencrypt/live/erp.example.ru/fullchain.pem": str(self.certificate),
            "/etc/letsencrypt/live/erp.example.ru/privkey.pem": str(self.home / "key.pem"),
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
        }.items():
            assert wanted in site, wanted
            site = site.replace(wanted, given)
        (self.home / "site.conf").write_text(site, encoding="utf-8")
        temporary = " ".join(f"{one}_temp_path {self.home}/{one};" for one in _TEMPORARY)
        main = _MAIN.format(user=getpass.getuser(), home=self.home, temporary=temporary)
        (self.home / "nginx.conf").write_text(main)

    def _make_certificate(self):
        key = ["-newkey", "rsa:2048", "-nodes", "-keyout", self.home / "key.pem"]
        names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        command = ["openssl", "req", "-x509", *key, *names, "-days", "2", "-out", self.certificate]
        subprocess.run(command, check=True, capture_output=True)

    def command(self):
        return [nginx.program(), "-c", self.home / "nginx.conf", "-e", self.home / "error.log"]


def _servers(ports):
    return "\n".join(f"    server 127.0.0.1:{port};" for port in ports)


@contextmanager
def balanced(nodes, home):
    """A running `Balancer` in front of ``nodes``."""
    nginx.ensure()
    balancer = Balancer(home)
    balancer.configure(nodes)
    process = subprocess.Popen(balancer.command())
    try:
        eventually((home / "nginx.pid").exists, 10, "nginx runs")
        yield balancer
    finally:
        process.terminate()
        process.wait(20)
