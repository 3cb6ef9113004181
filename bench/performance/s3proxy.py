"""s3proxy, an S3 server in a JVM, as the store: it keeps its objects in memory, and does not verify signatures."""

import base64
import contextlib
import hashlib
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from performance.images import BUCKET, SEEDS, jpeg, keys, metadata

START_LIMIT = 60  # seconds until it accepts connections
HEAP = "6g"  # for at most 4 GB of objects
THREADS = 512  # each request in progress has one, and there may be 216 with the slow readers

PROPERTIES = """
s3proxy.endpoint=http://127.0.0.1:{port}
s3proxy.authorization=none
s3proxy.ignore-unknown-headers=true
s3proxy.jetty.max-threads={threads}
jclouds.provider=transient-nio2
jclouds.identity=any
jclouds.credential=any
jclouds.endpoint=
"""


class Store:
    """The server and its bucket."""

    name = "s3proxy, with its objects in memory"

    def __init__(self, folder, java, jar):
        self.folder, self.java, self.jar = folder, java, jar
        self.port = None
        self.kept = set()

    def start(self, port):
        """Starts the server with the seeds in its bucket, and returns its process."""
        self.port = port
        properties = self.folder / "s3proxy.properties"
        properties.write_text(PROPERTIES.format(port=port, threads=THREADS))
        command = [self.java, f"-Xmx{HEAP}", "-jar", str(self.jar), "--properties", str(properties)]
        with open(self.folder / "s3proxy.log", "w") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log)
        try:
            self.wait(process)
            self.call("PUT")
            self.put_seeds()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        return process

    def wait(self, process):
        started = time.monotonic()
        while time.monotonic() - started < START_LIMIT:
            if process.poll() is not None:
                raise RuntimeError(f"s3proxy ended with {process.returncode} before it accepted connections")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise RuntimeError(f"s3proxy accepts no connection within {START_LIMIT} s")

    def put_seeds(self):
        for size, identifier in SEEDS.items():
            headers = {f"x-amz-meta-{name}": str(value) for name, value in metadata(jpeg(size)).items()}
            for key in keys(identifier):
                self.call("PUT", f"/{key}", jpeg(size), headers | {"Content-Type": "image/jpeg"})
        self.kept = set(self.found())

    def call(self, method, rest="", body=None, headers=None):
        url = f"http://127.0.0.1:{self.port}/{BUCKET}{rest}"
        request = urllib.request.Request(url, body, headers or {}, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read()

    def found(self):
        """Yields the keys of all objects, a page at a time. The caller may delete them meanwhile."""
        after, more = "", True
        while more:
            query = urllib.parse.urlencode({"list-type": 2, "start-after": after})
            page = ElementTree.fromstring(self.call("GET", f"?{query}"))
            more = page.findtext("{*}IsTruncated") == "true"
            for after in [key.text for key in page.iterfind("{*}Contents/{*}Key")]:
                yield after

    def empty(self):
        """Removes all objects but the seeds and those that are listed, because uploads would fill the memory."""
        uploaded = [key for key in self.found() if key not in self.kept]
        for first in range(0, len(uploaded), 1000):  # the maximum of one DeleteObjects request
            objects = "".join(f"<Object><Key>{escape(key)}</Key></Object>" for key in uploaded[first : first + 1000])
            document = f"<Delete><Quiet>true</Quiet>{objects}</Delete>".encode()
            digest = base64.b64encode(hashlib.md5(document).digest()).decode()  # S3 requires it
            self.call("POST", "?delete", document, {"Content-Type": "application/xml", "Content-MD5": digest})

    def list_what_was_uploaded(self):
        """Keeps the uploaded objects, because this server makes its listings from them."""
        self.kept = set(self.found())
