"""Starts and stops the services that are measured, and requests images from them."""

import contextlib
import http.client
import json
import os
import pathlib
import secrets
import subprocess
import time

from performance import nginx
from performance.images import BUCKET, OWNER, SEEDS, jpeg
from performance.load import BOUNDARY, Void
from performance.process import free_port
from performance.tokens import token

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECRET = secrets.token_hex(24)
START_LIMIT = 60  # seconds until the first image
STOP_LIMIT = 40  # seconds from SIGTERM to the end


AUTHORIZATION = {"Authorization": "Bearer " + token(SECRET, OWNER)}
FORM = AUTHORIZATION | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


class Service:
    """A running service, and the seconds from its start to its first image."""

    def __init__(self, name, start):
        self.name, self.port = name, free_port()
        started = time.perf_counter()
        self.process = start(self.port)
        try:
            self.first_image = self.wait(started)
        except BaseException:
            self.stop()
            raise

    def wait(self, started):
        while time.perf_counter() - started < START_LIMIT:
            if self.process.poll() is not None:
                raise Void(f"{self.name} ended with {self.process.returncode} before it responded")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.get(self.image(20_000)) == jpeg(20_000):
                    return time.perf_counter() - started
            time.sleep(0.002)
        raise Void(f"{self.name}: no image within {START_LIMIT} s")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=AUTHORIZATION)
            return connection.getresponse().read()
        finally:
            connection.close()

    def link(self, size):
        """Creates a link that opens the original, and returns its path; None if the service has no links."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", self.image(size) + "/links?variant=original", headers=AUTHORIZATION)
            response = connection.getresponse()
            body = response.read()
            return json.loads(body)["url"] if response.status == 201 else None
        finally:
            connection.close()

    def image(self, size):
        # The limit uses the keys of the old service.
        return "/images/" + SEEDS[size]

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def environment(store, port, scratch):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "JWT_SECRET": SECRET,
        "BUCKET_NAME": BUCKET,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench-secret",
        "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{store}",
        "TINTYPE_STORAGE": "s3",
        "TINTYPE_UNSAFE_STORE": "accept",  # the stand-ins ignore If-None-Match
        "TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT": "64",  # as many as all together, because all requests have one token
        "TINTYPE_VIPS_LIBRARY": "off",  # no scenario uses renditions, and its memory pages would count towards the service
        "QUARKUS_HTTP_HOST": "127.0.0.1",
        "QUARKUS_HTTP_PORT": str(port),
        "QUARKUS_MANAGEMENT_HOST": "127.0.0.1",
        "QUARKUS_MANAGEMENT_PORT": str(free_port()),
        "PORT": str(port),
        "TMPDIR": str(scratch),
    }


def starters(options, scratch, store):
    """Yields the name of each service and a function that starts it on a port."""

    def command(name, *words, **variables):
        folder = scratch / name.split()[0].lower()
        folder.mkdir(exist_ok=True)

        def start(port):
            with open(folder / "log", "w") as log:
                environ = environment(store, port, folder) | variables
                return subprocess.Popen(
                    words, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )

        return start

    heap = [f"-Xmx{options.heap}", f"-Djava.io.tmpdir={scratch}"]
    if options.native:
        traces = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{store}"} if options.traced else {}
        yield "native", command("native", str(options.native.resolve()), *heap, **traces)
    if options.before:
        yield "before", command("before", str(options.before.resolve()), *heap)
        if options.only:
            return
    if options.jar:
        yield "JVM", command("JVM", options.java, *heap, "-jar", str(options.jar.resolve()))
    yield "old service", command("old service", "node", str(ROOT / "bench/old-service/server.js"))
    yield "nginx", lambda port: nginx.start_proxy(scratch, port, store)
