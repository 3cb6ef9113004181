"""Generates load: with wrk for throughput, and with threads for the two scenarios that measure memory."""

import json
import pathlib
import socket
import subprocess
import threading
import time

SCRIPT = pathlib.Path(__file__).with_name("report.lua")
BOUNDARY = "limit"


class Void(Exception):
    """A failure that makes a figure invalid."""


def form(content):
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="photograph.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def wrk(url, connections, seconds, headers, body=None, method="GET"):
    """Runs wrk, and returns the number of requests, the seconds, and p50 and p99 in milliseconds. Any error raises Void.

    If no request completes in time, as may happen with 128 large ones at once, runs again with four times the duration.
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
    """Returns the seconds until every client has received its 201."""
    failures = []
    request = head(method, path, headers | {"Content-Length": len(body), "Connection": "close"})

    def work():
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
                connection.sendall(request)
                connection.sendall(body)
                response = connection.recv(64)
                if not response.startswith(b"HTTP/1.1 20"):
                    failures.append(response)
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
    """Connections that download one image each, at a number of bytes per second, until they are stopped.

    Each connection is read once a second, and the kernel buffers the bytes of a second for it. So readers cost almost no
    processor time: two hundred of them need two hundred system calls per second.
    """

    STALLED = 10  # seconds without a byte

    def __init__(self, port, path, headers, readers, rate):
        super().__init__()
        self.port, self.readers, self.rate = port, readers, rate
        self.request = head("GET", path, headers)
        self.stopped = threading.Event()
        self.failures = []

    def connect(self):
        connection = socket.socket()
        # The kernel doubles the size and also counts its own overhead, which leaves about the bytes of one second.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.rate)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(self.request)
        connection.setblocking(False)
        return connection

    def run(self):
        connections = [self.connect() for _ in range(self.readers)]
        received, responded = dict.fromkeys(connections, time.monotonic()), set()
        try:
            while not self.stopped.is_set():
                for connection in connections:
                    self.read(connection, received, responded)
                    if self.stopped.wait(1 / self.readers):
                        break
        except (OSError, Void) as failure:
            self.failures.append(failure)
        finally:
            for connection in connections:
                connection.close()

    def read(self, connection, received, responded):
        try:
            part = connection.recv(self.rate)
        except BlockingIOError:
            if time.monotonic() - received[connection] > self.STALLED:
                raise Void(f"a slow reader received nothing for {self.STALLED} s") from None
            return
        if not part:
            raise Void("the connection of a slow reader was closed")
        if connection not in responded and not part.startswith(b"HTTP/1.1 200"):
            raise Void(f"a slow reader received {part[:40]!r}")
        responded.add(connection)
        received[connection] = time.monotonic()

    def __enter__(self):
        self.start()
        time.sleep(2)  # until all of them read
        return self

    def __exit__(self, *failure):
        self.stopped.set()
        self.join()
        if self.failures:
            raise Void(str(self.failures[0]))
