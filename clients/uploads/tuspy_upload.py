"""Uploads one file by tuspy, prints the upload's URL, and resumes after every failure of the connection."""

import argparse
import os
import sys
import time

from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

ATTEMPTS = 100
MAX_PAUSE_SECONDS = 1.0

parser = argparse.ArgumentParser()
parser.add_argument("endpoint")
parser.add_argument("file")
parser.add_argument("name")
parser.add_argument("--chunk-size", type=int, default=sys.maxsize)
parser.add_argument("--checksum", action="store_true", help="sends the SHA-1 of each chunk")
parser.add_argument("--stop-at", type=int, help="ends after this many bytes")
parser.add_argument("--resume", metavar="URL", help="continues this upload")
options = parser.parse_args()

client = TusClient(options.endpoint)
if token := os.environ.get("TINTYPE_TOKEN"):
    client.set_headers({"Authorization": f"Bearer {token}"})


def attempt(url):
    """Returns the URL of the upload and whether it is complete."""
    uploader = None
    try:
        uploader = client.uploader(
            options.file,
            url=url,
            chunk_size=options.chunk_size,
            metadata={"filename": options.name, "filetype": "image/png"},
            upload_checksum=options.checksum,
        )
        uploader.upload(stop_at=options.stop_at)
        return uploader.url, True
    except (TusCommunicationError, TusUploadFailed) as error:
        # No status: the connection failed. 409, 423, 5xx: another request of this upload has not ended yet.
        if error.status_code is not None and error.status_code not in (409, 423, 500, 502, 503, 504):
            raise SystemExit(f"{error.status_code}: {error.response_content!r}") from error
        print(error, file=sys.stderr)
        return (uploader.url if uploader else url), False


upload_url = options.resume
for number in range(ATTEMPTS):
    upload_url, complete = attempt(upload_url)
    if complete:
        print(upload_url)
        break
    time.sleep(min(MAX_PAUSE_SECONDS, 0.02 * 2**number))
else:
    raise SystemExit(f"not complete after {ATTEMPTS} attempts")
