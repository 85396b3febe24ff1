"""The peers of a comparison: how each is started as a reverse proxy in front of the same two endpoints.

Every peer does the same work for a request: keeps connections to the client and to the endpoints, chooses between two
endpoints, and adds X-Forwarded-For. None but this node writes an access log or checks its endpoints, unless its name
says so; so what is compared with this node is, if anything, given an advantage.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JAR = ROOT / "ops" / "target" / "flotilla.jar"
BODY = "0123456789" * 10


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find(command):
    return shutil.which(command, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def java():
    """The java of JAVA_HOME if that is recent enough, else of a JDK 25 in a usual place."""
    homes = [os.environ.get("JAVA_HOME", "")] + sorted(map(str, Path("/usr/lib/jvm").glob("*25*")))
    for home in homes:
        release = Path(home or "/nowhere") / "release"
        if release.exists() and 'JAVA_VERSION="2' in release.read_text():
            major = release.read_text().split('JAVA_VERSION="')[1].split('"')[0].split(".")[0]
            if int(major) >= 25:
                return str(Path(home) / "bin" / "java")
    raise SystemExit("no JDK 25 found: set JAVA_HOME to one")


class Processes:
    """What a run has started; all of it is ended with the run, by process id."""

    def __init__(self):
        self.directory = Path(tempfile.mkdtemp(prefix="flotilla-bench-"))
        self.directory.chmod(0o755)  # workers of nginx and HAProxy give up root
        self._started = []

    def start(self, name, command, core, env=None):
        log = open(self.directory / f"{name}.log", "wb")
        process = subprocess.Popen(
            ["taskset", "-c", str(core), *map(str, command)],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, cwd=self.directory,
            env={**os.environ, **(env or {})})
        self._started.append(process)
        return process

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self._started):
            end(process)
        shutil.rmtree(self.directory, ignore_errors=True)


def end(process):
    """Ends a process and the group it leads."""
    for sign, limit in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, sign)
            process.wait(limit)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def await_listening(port, process, log, limit=60):
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"ended with {process.returncode} before it listened:\n{log.read_text()[-2000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"not listening on {port} after {limit} s:\n{log.read_text()[-2000:]}")


NGINX = """
daemon off; worker_processes 1; pid {dir}/{name}.pid; error_log {dir}/{name}.error.log;
events {{ worker_connections 4096; }}
http {{
  access_log {access_log}; keepalive_requests 1000000000; keepalive_timeout 300s; tcp_nodelay on;
  client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir}; uwsgi_temp_path {dir}; scgi_temp_path {dir};
  {servers}
}}
"""


def nginx(processes, name, core, servers, access_log="off"):
    conf = processes.directory / f"{name}.conf"
    conf.write_text(NGINX.format(dir=processes.directory, name=name, servers=servers, access_log=access_log))
    return processes.start(name, [find("nginx"), "-e", processes.directory / f"{name}.error.log", "-c", conf], core)


def start_endpoints(processes, core, count=2):
    """One nginx with a server for each endpoint, each answering any request with 100 bytes; gives their ports."""
    ports = [free_port() for _ in range(count)]
    servers = "\n  ".join(
        f"server {{ listen 127.0.0.1:{p}; location / {{ default_type text/plain; return 200 '{BODY}'; }} }}"
        for p in ports)
    process = nginx(processes, "endpoints", core, servers)
    for port in ports:
        await_listening(port, process, processes.directory / "endpoints.log")
    return ports


class Peer:
    """One proxy: how to find it and how to start it on a port."""

    def __init__(self, name, available, start, is_java=False):
        self.name, self.available, self._start, self.is_java = name, available, start, is_java
        self.process, self.port = None, None

    def start(self, processes, core, endpoints):
        self.port = free_port()
        self.process = self._start(processes, core, self.port, endpoints)
        await_listening(self.port, self.process, processes.directory / f"{self.name}.log")


def _nginx(access_log):
    def start(processes, core, port, endpoints):
        upstream = "".join(f"server 127.0.0.1:{p}; " for p in endpoints)
        server = (f"upstream up {{ {upstream} keepalive 256; keepalive_requests 1000000000; }}\n"
                  f"  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://up; proxy_http_version 1.1; "
                  "proxy_set_header Connection ''; proxy_set_header Host $http_host; "
                  "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }")
        name = "nginx" if access_log == "off" else "nginx-log"
        return nginx(processes, name, core, server, access_log.format(dir=processes.directory))
    return start


def _haproxy(processes, core, port, endpoints):
    conf = processes.directory / "haproxy.cfg"
    servers = "\n".join(f"  server s{i} 127.0.0.1:{p} maxconn 1000" for i, p in enumerate(endpoints))
    conf.write_text(
        "global\n  nbthread 1\n  maxconn 4096\n"
        "defaults\n  mode http\n  option forwardfor\n  http-reuse always\n  timeout connect 2s\n  timeout client 60s\n"
        "  timeout server 60s\n  balance roundrobin\n"
        f"frontend f\n  bind 127.0.0.1:{port}\n  default_backend b\nbackend b\n{servers}\n")
    return processes.start("haproxy", [find("haproxy"), "-db", "-f", conf], core)


def _undertow(processes, core, port, endpoints):
    source = Path(__file__).with_name("StockUndertow.java")
    command = [java(), "-Xmx512m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow",
               "-cp", os.environ.get("UNDERTOW_CLASSPATH", JAR), source, port, *(f"127.0.0.1:{p}" for p in endpoints)]
    return processes.start("undertow", command, core)


def _flotilla(processes, core, port, endpoints):
    """This node in its command-line form, with active checks, metrics and an access log."""
    upstreams = [word for p in endpoints for word in ("--upstream", f"127.0.0.1:{p}")]
    command = [ROOT / "ops" / "bin" / "flotilla", "--bind", f"127.0.0.1:{port}", *upstreams,
               "--active-health-check-interval", "2", "--active-health-check-path", "/",
               "--admin", f"127.0.0.1:{free_port()}", "--access-log", processes.directory / "flotilla.access.log"]
    # The jar as it is: measuring must not begin with a build because a source is newer.
    return processes.start("flotilla", command, core, {"FLOTILLA_JAR": str(JAR)})


def _caddy(processes, core, port, endpoints):
    conf = processes.directory / "Caddyfile"
    to = " ".join(f"127.0.0.1:{p}" for p in endpoints)
    conf.write_text(
        "{\n  admin off\n  auto_https off\n}\n"
        f"http://127.0.0.1:{port} {{\n  reverse_proxy {to} {{\n    transport http {{\n      keepalive_idle_conns_per_host 256\n"
        "    }\n  }\n}\n")
    return processes.start("caddy", [find("caddy"), "run", "--config", conf, "--adapter", "caddyfile"], core,
                           {"HOME": str(processes.directory)})


def _traefik(processes, core, port, endpoints):
    dynamic = processes.directory / "traefik.yaml"
    servers = "".join(f"          - url: http://127.0.0.1:{p}\n" for p in endpoints)
    dynamic.write_text(
        "http:\n  routers:\n    all: { rule: 'PathPrefix(`/`)', service: up }\n  services:\n    up:\n"
        f"      loadBalancer:\n        servers:\n{servers}")
    return processes.start("traefik", [
        find("traefik"), f"--entrypoints.web.address=127.0.0.1:{port}", f"--providers.file.filename={dynamic}",
        "--global.checknewversion=false", "--global.sendanonymoususage=false", "--log.level=ERROR"], core)


def _envoy(processes, core, port, endpoints):
    conf = processes.directory / "envoy.yaml"
    address = "socket_address: {{ address: 127.0.0.1, port_value: {} }}".format
    members = "".join(f"        - endpoint: {{ address: {{ {address(p)} }} }}\n" for p in endpoints)
    manager = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
    router = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"
    conf.write_text(f"""
static_resources:
  listeners:
  - address: {{ {address(port)} }}
    filter_chains:
    - filters:
      - name: http
        typed_config:
          "@type": {manager}
          stat_prefix: http
          use_remote_address: true
          route_config:
            virtual_hosts: [ {{ name: all, domains: ["*"], routes: [ {{ match: {{ prefix: / }}, route: {{ cluster: up }} }} ] }} ]
          http_filters: [ {{ name: router, typed_config: {{ "@type": {router} }} }} ]
  clusters:
  - name: up
    load_assignment:
      cluster_name: up
      endpoints:
      - lb_endpoints:
{members}""")
    return processes.start("envoy", [find("envoy"), "-c", conf, "--concurrency", "1", "--disable-hot-restart",
                                     "--log-level", "error"], core)


def all_peers():
    """Every peer known, in the order of the tables; nginx first, as it is the measure."""
    has = lambda command: (lambda: find(command) is not None)
    has_jar = lambda: JAR.exists() or "UNDERTOW_CLASSPATH" in os.environ
    return [
        Peer("nginx", has("nginx"), _nginx("off")),
        Peer("nginx-log", has("nginx"), _nginx("{dir}/nginx-log.access.log combined buffer=64k flush=1s")),
        Peer("haproxy", has("haproxy"), _haproxy),
        Peer("undertow", has_jar, _undertow, is_java=True),
        Peer("caddy", has("caddy"), _caddy),
        Peer("traefik", has("traefik"), _traefik),
        Peer("envoy", has("envoy"), _envoy),
        Peer("flotilla", JAR.exists, _flotilla, is_java=True),
    ]
