"""Runs nginx twice: as a stand-in for S3 that keeps objects in memory, and as the proxy in front of it, which is the limit.

The stand-in is also a collector that discards traces.
"""

import subprocess

from performance.images import BUCKET, LISTED, OWNER, SEEDS, jpeg, keys, metadata

COMMON = """
worker_processes 1;
daemon off;
master_process off;
pid {folder}/{name}.pid;
error_log {folder}/{name}.error warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_max_body_size 64m;
  client_body_temp_path {folder}/{name}-body;
  proxy_temp_path {folder}/{name}-proxy;
  fastcgi_temp_path {folder}/{name}-fastcgi;
  uwsgi_temp_path {folder}/{name}-uwsgi;
  scgi_temp_path {folder}/{name}-scgi;
  default_type application/octet-stream;
  sendfile on;
  tcp_nodelay on;
  {http}
}}
"""

STORE = """
  map $arg_prefix $listing {{ default /listing/old.xml; "~*^catalog" /listing/catalog.xml; "~*^libraries" /listing/none.xml; }}
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    root {folder}/store;
    location = /{bucket} {{ rewrite ^ $listing last; }}
    location = /{bucket}/ {{ rewrite ^ $listing last; }}
    location /listing/ {{ internal; types {{ application/xml xml; }} }}
    {seeds}
    location = /v1/traces {{ return 200; }}
    location /{bucket}/ {{ dav_methods PUT DELETE; create_full_put_path on; etag on; }}
  }}
"""

PROXY = """
  upstream store {{ server 127.0.0.1:{store}; keepalive 256; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_request_buffering off;
    proxy_buffers 16 64k;
    proxy_max_temp_file_size 0;
    location = /images {{ proxy_pass http://store/{bucket}?prefix=catalog/; }}
    location /images/ {{ proxy_pass http://store/{bucket}/images/; }}
  }}
"""


def seed_locations():
    for size, identifier in SEEDS.items():
        headers = "".join(f'add_header x-amz-meta-{name} "{value}"; ' for name, value in metadata(jpeg(size)).items())
        for key in keys(identifier):
            yield f"location = /{BUCKET}/{key} {{ types {{ }} default_type image/jpeg; {headers}}}"


def listing(entries, truncated=False):
    contents = "".join(
        f"<Contents><Key>{key}</Key><LastModified>2026-11-24T00:00:00.000Z</LastModified>"
        f"<ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>{size}</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
        for key, size in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>{BUCKET}</Name><KeyCount>{len(entries)}</KeyCount><MaxKeys>{LISTED}</MaxKeys>"
        f"<IsTruncated>{str(truncated).lower()}</IsTruncated>{contents}</ListBucketResult>"
    )


class Store:
    """The stand-in and its files."""

    name = "nginx with files in memory"

    def __init__(self, folder):
        self.folder = folder
        self.bucket = folder / "store" / BUCKET

    def start(self, port):
        """Starts the server with the seeds, and returns its process."""
        (self.folder / "store/listing").mkdir(parents=True)
        self.write_seeds()
        self.list([], [])
        seeds = "\n    ".join(seed_locations())
        http = STORE.format(port=port, folder=self.folder, bucket=BUCKET, seeds=seeds)
        return start(self.folder, "store-server", http)

    def write_seeds(self):
        for size, identifier in SEEDS.items():
            for key in keys(identifier):
                path = self.bucket / key
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(jpeg(size))

    def empty(self):
        """Removes all objects but the seeds, because uploads would fill the memory. Does not rewrite the seeds, because a
        service may still read them for a client that has disconnected."""
        for path in self.bucket.rglob("*"):
            if path.is_file() and path.name not in SEEDS.values():
                path.unlink(missing_ok=True)

    def list(self, catalog, old):
        (self.folder / "store/listing/catalog.xml").write_text(listing(catalog))
        (self.folder / "store/listing/old.xml").write_text(listing(old))
        (self.folder / "store/listing/none.xml").write_text(listing([]))

    def list_what_was_uploaded(self):
        """Writes fixed listings of the entries that Tintype has written, which may then be removed."""
        root = self.bucket
        catalog = sorted(str(path.relative_to(root)) for path in (root / "catalog").rglob("*") if path.is_file())
        old = sorted(path for path in (root / "images" / OWNER).iterdir() if path.name not in SEEDS.values())
        if len(catalog) != LISTED or len(old) != LISTED:
            raise RuntimeError(f"{len(catalog)} entries and {len(old)} images instead of {LISTED}")
        self.list([(key, 0) for key in catalog], [(f"images/{path.name}", path.stat().st_size) for path in old])


def start(folder, name, http):
    configuration = folder / f"{name}.conf"
    configuration.write_text(COMMON.format(folder=folder, name=name, http=http))
    command = ["nginx", "-p", str(folder), "-e", f"{folder}/{name}.start", "-c", str(configuration)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def start_proxy(folder, port, store):
    return start(folder, "proxy", PROXY.format(port=port, store=store, bucket=BUCKET))
