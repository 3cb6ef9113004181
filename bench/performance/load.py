"""Load: wrk for throughput, threads for the two scenarios about memory."""

import json
import pathlib
import socket
import subprocess
import threading
import time

SCRIPT = pathlib.Path(__file__).with_name("report.lua")
BOUNDARY = "limit"


class Void(Exception):
    """What makes a figure worthless."""


def form(content):
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="photograph.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def wrk(url, connections, seconds, headers, body=None, method="GET"):
    """Requests, seconds, p50 and p99 in milliseconds. Any error is Void.

    Where no request is done within the time, which 128 large ones at once may need, it is given once more, fourfold.
    """
    result = wrk_once(url, connections, seconds, headers, body, method)
    if not result["requests"] and not result["errors"]:
        result = wrk_once(url, connections, seconds * 4, headers, body, method)
    if result["errors"] or not result["requests"]:
        raise Void(f"{result['errors']} errors in {result['requests']} requests")
    return result


def wrk_once(url, connections, seconds, headers, body, method):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", str(SCRIPT)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command += [url, "--", method, str(body) if body else ""]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 90)
    except subprocess.TimeoutExpired:
        raise Void("wrk did not end") from None
    line = next((line for line in done.stdout.splitlines() if line.startswith("{")), None)
    if done.returncode or line is None:
        raise Void(f"wrk ended with {done.returncode}: {(done.stdout + done.stderr)[-300:]}")
    return json.loads(line)


def head(method, path, headers):
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode()


def uploads_at_once(port, path, headers, body, clients, method="POST"):
    """Seconds until every client has its 201."""
    failures = []
    question = head(method, path, headers | {"Content-Length": len(body), "Connection": "close"})

    def work():
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
                connection.sendall(question)
                connection.sendall(body)
                answer = connection.recv(64)
                if not answer.startswith(b"HTTP/1.1 20"):
                    failures.append(answer)
        except OSError as failure:
            failures.append(failure)

    start = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise Void(f"{len(failures)} of {clients} uploads failed: {failures[0]!r}")
    return time.monotonic() - start


class SlowReaders(threading.Thread):
    """Connections that download one image each, at so many bytes a second, until they are stopped.

    A reader looks once a second, and the kernel holds a second's bytes for it, so that they cost the machine next to
    nothing: two hundred of them are two hundred calls a second.
    """

    STALLED = 10  # seconds without a byte

    def __init__(self, port, path, headers, readers, rate):
        super().__init__()
        self.port, self.readers, self.rate = port, readers, rate
        self.question = head("GET", path, headers)
        self.stopped = threading.Event()
        self.failures = []

    def connect(self):
        connection = socket.socket()
        # The kernel doubles what it is asked for, and counts its own bookkeeping: about a second's bytes are left.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.rate)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(self.question)
        connection.setblocking(False)
        return connection

    def run(self):
        connections = [self.connect() for _ in range(self.readers)]
        heard, answered = dict.fromkeys(connections, time.monotonic()), set()
        try:
            while not self.stopped.is_set():
                for connection in connections:
                    self.read(connection, heard, answered)
                    if self.stopped.wait(1 / self.readers):
                        break
        except (OSError, Void) as failure:
            self.failures.append(failure)
        finally:
            for connection in connections:
                connection.close()

    def read(self, connection, heard, answered):
        try:
            part = connection.recv(self.rate)
        except BlockingIOError:
            if time.monotonic() - heard[connection] > self.STALLED:
                raise Void(f"a slow reader got nothing for {self.STALLED} s") from None
            return
        if not part:
            raise Void("a slow reader was cut off")
        if connection not in answered and not part.startswith(b"HTTP/1.1 200"):
            raise Void(f"a slow reader got {part[:40]!r}")
        answered.add(connection)
        heard[connection] = time.monotonic()

    def __enter__(self):
        self.start()
        time.sleep(2)  # until all of them read
        return self

    def __exit__(self, *failure):
        self.stopped.set()
        self.join()
        if self.failures:
            raise Void(str(self.failures[0]))
