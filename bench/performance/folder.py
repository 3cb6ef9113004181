"""Creates a folder of the disk store with one library of any size, in the layout that Tintype uses."""

import datetime
import json
import os
import subprocess
import uuid

from performance.images import HEIGHT, OWNER, WIDTH
from performance.library import IDENTIFIER, MILLIS, NEWEST

LIMIT = 900  # seconds for the catalog


def create(folder, size, command, environment):
    """Writes images that were created on one day, one millisecond apart, and lets `verify` write their catalog."""
    for place in range(size):
        identifier = str(uuid.UUID(int=(1 << 128) - 1 - (IDENTIFIER - place)))
        image = folder / OWNER / "images" / identifier[-2:] / identifier
        image.mkdir(parents=True)
        created = datetime.datetime.fromtimestamp((NEWEST - place) / 1000, datetime.timezone.utc)
        (image / "content").write_bytes(b" ")
        (image / "image.json").write_text(
            json.dumps(
                {
                    "id": identifier,
                    "name": "photograph.jpg",
                    "mediaType": "image/jpeg",
                    "size": 1,
                    "width": WIDTH,
                    "height": HEIGHT,
                    "sha256": "0" * 64,
                    "createdAt": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                }
            )
        )
    repair = [*command, "verify", "--repair", "--min-age", "0s", "--recheck-delay", "0s"]
    subprocess.run(repair, env=environment, check=True, timeout=LIMIT, stdout=subprocess.DEVNULL)
    markers = sum(len(files) for _, _, files in os.walk(folder / OWNER / "catalog"))
    if markers != size:
        raise RuntimeError(f"{markers} entries of {size} images")


def cursor(place):
    """Returns the cursor of the page that starts after the image with this index. The newest image has index 0."""
    return f"{MILLIS - (NEWEST - place):012x}{IDENTIFIER - place:032x}"
