"""A real nginx and a real Caddy before a service, with the lines of docs/operations.md."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sockets import a_free_port

ROOT = Path(__file__).parent.parent
PLAIN = "{user} daemon off; error_log stderr; pid {home}/pid; events {{}} http {{ access_log off; {temp} {server} }}"
"""What Debian's own nginx.conf has around a server."""
TEMP = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=f"{ROOT}/.proxies/usr/sbin:{ROOT}/.proxies/usr/bin")
    if found is None:
        pytest.fail(f"no {name}: run tests/install-proxies.sh")
    return found


def documented(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", (ROOT / "docs" / "operations.md").read_text(), re.S)
    assert found
    return found[1]


@contextmanager
def _running(command: list[str], port: int, home: Path) -> Iterator[None]:
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={"HOME": str(home), "XDG_DATA_HOME": str(home)})
    try:
        end = time.monotonic() + 30
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None and time.monotonic() < end, (home / "log").read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def nginx(home: Path, service: int, *changes: tuple[str, str]) -> Iterator[str]:
    """The address of an nginx before the port `service`, with TLS; `changes`: of the lines of the page."""
    port, key, certificate = a_free_port(), home / "key.pem", home / "cert.pem"
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *named], check=True, capture_output=True)
    server = documented("nginx")
    for old, new in (
        *changes,
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{service}"),
        ("/etc/ssl/chat.pem", str(certificate)),
        ("/etc/ssl/chat.key", str(key)),
        ("chat.example.gov.cn", "localhost"),
    ):
        assert old in server, old
        server = server.replace(old, new)
    user = "user root;" if os.geteuid() == 0 else ""  # its workers write into our folder
    temp = " ".join(f"{name}_temp_path {home}/{name};" for name in TEMP)
    (home / "nginx.conf").write_text(PLAIN.format(user=user, home=home, temp=temp, server=server))
    tls = f"127.0.0.1:{port} ssl" in server
    with _running([program("nginx"), "-p", str(home), "-e", "stderr", "-c", str(home / "nginx.conf")], port, home):
        yield f"{'https' if tls else 'http'}://localhost:{port}"


@contextmanager
def caddy(home: Path, service: int) -> Iterator[str]:
    """The address of a Caddy before the port `service`; its certificate comes from its own authority."""
    port, site = a_free_port(), documented("caddy")
    site = site.replace("chat.example.gov.cn {", f"https://localhost:{port} {{\n    tls internal")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{service}")
    alone = "{\n    admin off\n    skip_install_trust\n    auto_https disable_redirects\n}\n"
    (home / "Caddyfile").write_text(alone + site)
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(home / "Caddyfile")]
    with _running(command, port, home):
        yield f"https://localhost:{port}"
