"""The images that are uploaded and downloaded, and the metadata that a store returns for them."""

import base64
import hashlib
import pathlib

PHOTOGRAPH = pathlib.Path(__file__).resolve().parents[2] / "src/test/resources/images/photograph.jpg"
WIDTH, HEIGHT = 320, 240
OWNER = "bench"
BUCKET = "bench-images"
LISTED = 100  # images of a page, at most 1,000
SEEDS = {
    20_000: "01900000-0000-7000-8000-000000000020",
    200_000: "01900000-0000-7000-8000-000000000200",
    5_000_000: "01900000-0000-7000-8000-000000005000",
}


def jpeg(size):
    """Returns a JPEG of exactly this many bytes: a photograph with zeros after its end, which every decoder ignores."""
    photograph = PHOTOGRAPH.read_bytes()
    return photograph + bytes(size - len(photograph))


def keys(identifier):
    """Returns the keys of an image in Tintype, with the owner's library, and in the old service."""
    return f"images/{OWNER}/{identifier}", f"images/{identifier}"


def metadata(content):
    """Returns the user metadata with which Tintype would have stored it."""

    def text(value):
        return base64.urlsafe_b64encode(value.encode()).rstrip(b"=").decode()

    return {
        "write": "01900000-0000-7000-8000-000000000001",
        "name": text("photograph.jpg"),
        "media-type": text("image/jpeg"),
        "size": len(content),
        "width": WIDTH,
        "height": HEIGHT,
        "sha256": hashlib.sha256(content).hexdigest(),
        "created-at": 1_750_000_000_000,
    }
