"""What is measured of a running proxy: throughput and CPU, latency at a fixed rate, system calls, allocation, memory."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from peers import find, java

TICK = os.sysconf("SC_CLK_TCK")

# System calls of one purpose go under one name.
SAME_CALL = {"recvfrom": "read", "readv": "read", "recvmsg": "read", "sendto": "write", "writev": "write",
             "sendmsg": "write", "epoll_pwait": "epoll_wait"}

# A request as a browser sends it: a query and nine headers beside Host, about 650 bytes.
REALISTIC_PATH = "/shop/catalogue/item?id=48151623&ref=newsletter&utm_source=mail&utm_campaign=spring"
REALISTIC_HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.9,de;q=0.7",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Cache-Control": "max-age=0",
    "Referer": "http://shop.example/catalogue?page=4&sort=price",
    "Cookie": "session=6f1c2a9e7b3d4f508192a3b4c5d6e7f8; theme=dark; consent=yes",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Mode": "navigate",
}


class Request:
    """A kind of request, for wrk (a script) and for oha (arguments)."""

    def __init__(self, name, path, headers, directory):
        self.name, self.path, self.headers = name, path, headers
        self.script = Path(directory) / f"{name}.lua"
        quote = lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        lines = [f"wrk.headers[{quote(k)}] = {quote(v)}" for k, v in headers.items()]
        self.script.write_text("\n".join(lines + [DONE]))


# wrk prints what it saw as one line of JSON.
DONE = """
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('JSON {"requests":%d,"micros":%d,"errors":%d,"p50":%d,"p99":%d}\\n', summary.requests,
    summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


def requests(directory):
    return [Request("small", "/", {}, directory), Request("realistic", REALISTIC_PATH, REALISTIC_HEADERS, directory)]


def wrk(port, request, seconds, core, connections=64):
    """Loads a port as hard as it takes; gives requests, micros, errors, p50 and p99 in microseconds."""
    out = subprocess.run(
        ["taskset", "-c", str(core), find("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", request.script,
         f"http://127.0.0.1:{port}{request.path}"],
        capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    return json.loads(re.search(r"^JSON (.*)$", out, re.M).group(1))


def tree(pid):
    """A process and its children: nginx and HAProxy serve from a worker."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += tree(int(child))
    return found


def cpu(pid):
    """User and kernel microseconds that a process and its children have used."""
    user = kernel = 0
    for one in tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        user, kernel = user + int(fields[11]), kernel + int(fields[12])
    return user * 1_000_000 // TICK, kernel * 1_000_000 // TICK


def memory(pid):
    """Resident bytes of a process and its children."""
    kilobytes = 0
    for one in tree(pid):
        kilobytes += int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{one}/status").read_text()).group(1))
    return kilobytes * 1024


def throughput(peer, request, seconds, core, connections=64):
    """Requests per second and CPU microseconds per request, user and kernel."""
    before = cpu(peer.process.pid)
    seen = wrk(peer.port, request, seconds, core, connections)
    after = cpu(peer.process.pid)
    count = max(1, seen["requests"])
    return {
        "rps": seen["requests"] * 1e6 / seen["micros"],
        "user_us": (after[0] - before[0]) / count,
        "kernel_us": (after[1] - before[1]) / count,
        "cpu_us": (sum(after) - sum(before)) / count,
        "errors": seen["errors"],
    }


def find_oha():
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "flotilla" / "oha" / "bin" / "oha"
    return find("oha") or (str(cache) if cache.exists() else None)


def fixed_rate(peer, request, rate, seconds, core):
    """Latency in milliseconds at a fixed rate, as clients see it who do not wait for each other; None without oha."""
    oha = find_oha()
    if oha is None:
        return None
    headers = [word for k, v in request.headers.items() for word in ("-H", f"{k}: {v}")]
    out = subprocess.run(
        ["taskset", "-c", str(core), oha, "--no-tui", "--output-format", "json", "-z", f"{seconds}s", "-c", "64",
         "-q", str(rate), "--latency-correction", *headers, f"http://127.0.0.1:{peer.port}{request.path}"],
        capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    seen = json.loads(out)
    milliseconds = lambda p: seen["latencyPercentiles"][p] * 1000
    return {
        "p50_ms": milliseconds("p50"), "p99_ms": milliseconds("p99"), "rps": seen["summary"]["requestsPerSec"],
        "errors": sum(n for status, n in seen["statusCodeDistribution"].items() if status != "200"),
    }


def strace_allowed():
    """Whether this machine lets us trace at all."""
    return find("strace") is not None and subprocess.run(
        [find("strace"), "-o", "/dev/null", "true"], capture_output=True).returncode == 0


def syscalls(task_ids, port, request, seconds, core, threads_too=True, connections=64):
    """System calls per request by name, of the given processes (or threads only), under load for a bounded time."""
    command = [find("strace"), "-c", "-q"] + (["-f"] if threads_too else [])
    for task in task_ids:
        command += ["-p", str(task)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        await_traced(task_ids, tracer)
        seen = wrk(port, request, seconds, core, connections)
    finally:
        tracer.send_signal(signal.SIGINT)
    _, table = tracer.communicate(timeout=30)
    counts = {}
    for line in table.splitlines():
        row = re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", line)
        if row and row.group(2) != "total":
            counts[row.group(2)] = int(row.group(1)) / max(1, seen["requests"])
    return counts, seen


def fold(counts):
    """Calls of one purpose under one name."""
    folded = {}
    for name, count in counts.items():
        name = SAME_CALL.get(name, name)
        folded[name] = folded.get(name, 0) + count
    return folded


def await_traced(task_ids, tracer):
    """Waits until the tracer holds what it shall trace."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and tracer.poll() is None:
        status = [Path(f"/proc/{t}/status").read_text() for t in task_ids]
        if all(not re.search(r"TracerPid:\s+0$", s, re.M) for s in status):
            return
        time.sleep(0.05)
    raise SystemExit(f"strace did not attach to {task_ids}: {tracer.stderr.read() if tracer.poll() is not None else ''}")


def allocated(peer, request, seconds, core):
    """Bytes that a JVM allocates per request."""
    source = Path(__file__).with_name("Allocated.java")
    probe = subprocess.Popen(["taskset", "-c", str(core), java(), "-Xshare:auto", source, str(peer.process.pid)],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        first = probe.stdout.readline()
        if not first:
            raise SystemExit(f"cannot read allocation of {peer.name}: {probe.stderr.read()}")
        seen = wrk(peer.port, request, seconds, core)
        probe.stdin.write("again\n")
        probe.stdin.flush()
        return (int(probe.stdout.readline()) - int(first)) / max(1, seen["requests"])
    finally:
        probe.stdin.close()
        probe.kill()
        probe.wait()
