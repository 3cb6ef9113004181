"""A stand-in for S3 that returns pages of one library of any size, and counts its calls."""

import base64
import http.server
import threading
import time
import urllib.parse

from performance.images import HEIGHT, OWNER, WIDTH
from performance.nginx import listing

ROOT = f"catalog/{OWNER}/"
NEWEST = 1_750_000_000_000  # milliseconds; every image is one millisecond older than the one before
MILLIS = (1 << 48) - 1
IDENTIFIER = (1 << 128) - 1 - 0x01900000_0000_7000_8000_000000000000


def text(value):
    return base64.urlsafe_b64encode(value.encode()).rstrip(b"=").decode()


FACTS = f"{text('photograph.jpg')}.{text('image/jpeg')}.200000.{WIDTH}.{HEIGHT}.{'0' * 64}"


def entry(place):
    """Returns the key of the entry with this index, as Tintype writes it. The newest image has index 0."""
    return f"{ROOT}{MILLIS - (NEWEST - place):012x}{IDENTIFIER - place:032x}/{FACTS}"


def first_after(key):
    """Returns the index of the first entry after this key."""
    digits = key.removeprefix(ROOT)[:12]
    return int(digits, 16) - (MILLIS - NEWEST) + 1 if digits else 0


class Library(http.server.ThreadingHTTPServer):
    """Responds to ListObjectsV2 for a library of `size` images, until it is shut down."""

    daemon_threads = True

    def __init__(self, size):
        super().__init__(("127.0.0.1", 0), ListHandler)
        self.size, self.calls, self.seconds = size, 0, 0.0
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def page(self, query):
        first = first_after(query.get("start-after", [ROOT])[0])
        count = int(query.get("max-keys", ["1000"])[0])
        last = min(first + count, self.size)
        return listing([(entry(place), 0) for place in range(first, last)], last < self.size)


class ListHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body in one packet

    def do_GET(self):
        start = time.perf_counter()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        body = self.server.page(query).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
        self.server.calls += 1
        self.server.seconds += time.perf_counter() - start

    def log_message(self, *arguments):
        pass
