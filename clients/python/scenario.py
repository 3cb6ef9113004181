"""Uses all operations of Tintype as a client in Python would. The client is generated as tintype_client; see ../README.md."""

import os
from datetime import datetime, timezone
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import urlopen

from tintype_client import ApiClient, ApiException, Configuration, Image, ImagesApi, LinksApi, Problem

folder = Path(os.environ["TINTYPE_IMAGES"])
configuration = Configuration(host=os.environ["TINTYPE_URL"], access_token=os.environ["TINTYPE_TOKEN"])


def failure(operation, *arguments, **options) -> ApiException:
    """Returns the exception of a call that must fail."""
    try:
        operation(*arguments, **options)
    except ApiException as failed:
        return failed
    raise AssertionError("The call succeeded")


def run(images: ImagesApi, links: LinksApi) -> None:
    # Upload: a path, or the file's name and its bytes.
    data = (folder / "photograph.jpg").read_bytes()
    photograph = images.upload_image(("Straße am Meer.jpg", data))
    others = [images.upload_image(str(folder / name)) for name in ("photograph.png", "photograph.gif")]
    assert photograph.name == "Straße am Meer.jpg"
    assert photograph.media_type == "image/jpeg"
    assert photograph.size == len(data)

    # A file that is not an image is rejected with 415.
    unsupported = failure(images.upload_image, ("scan.jpg", b"%PDF-1.7\n")).data
    assert isinstance(unsupported, Problem)
    assert unsupported.status == 415
    assert unsupported.type == "urn:tintype:problem:unsupported-image"
    assert unsupported.detected_type == "application/pdf"

    # List, two images a page, to the end.
    listed: list[Image] = []
    pages = 0
    cursor = None
    while True:
        page = images.list_images(limit=2, cursor=cursor)
        listed += page.images
        pages += 1
        cursor = page.next
        if cursor is None:
            break
    assert pages == 2
    assert listed == [*reversed(others), photograph]

    # Describe.
    assert images.describe_image(photograph.id) == photograph

    # Download, and then download again only if the bytes have changed. The entity tag is the quoted SHA-256.
    download = images.download_image_with_http_info(photograph.id)
    etag = f'"{photograph.sha256}"'
    assert download.headers["ETag"] == etag
    assert download.data == data
    assert failure(images.download_image, photograph.id, if_none_match=etag).status == 304

    # Make a thumbnail by a preset, and a crop by parameters, unless the service has no renditions.
    try:
        assert images.download_rendition(photograph.id, "thumbnail")[8:12] == b"WEBP"
        crop = images.render_image(photograph.id, width=64, height=64, fit="cover", focus="30,75", format="png")
        assert crop[16:24] == bytes([0, 0, 0, 64, 0, 0, 0, 64])  # width and height in the header of a PNG
    except ApiException as unavailable:
        assert unavailable.data.type == "urn:tintype:problem:renditions-unavailable"

    # A size that the service does not allow is rejected with 400, and the violation names the nearest.
    size = failure(images.render_image, photograph.id, width=100).data
    assert size.status == 400
    assert [(v.parameter, v.message) for v in size.violations] == [
        ("width", "must be an allowed size; the nearest is 96 or 128")
    ]

    # Create a link, which opens the image without the token, and list images with links. Then revoke them.
    link = links.create_link(photograph.id, variant="original")
    assert link.expires_at > datetime.now(timezone.utc)
    url = urljoin(configuration.host, link.url)
    with urlopen(url) as opened:
        assert opened.read() == data
    assert all(image.link for image in images.list_images(link="PT1H").images)
    assert links.revoke_links().generation == 1
    try:
        urlopen(url)
        raise AssertionError("The link still opens")
    except HTTPError as revoked:
        assert revoked.code == 404

    # Delete; the image then does not exist.
    images.delete_image(photograph.id)
    absent = failure(images.describe_image, photograph.id).data
    assert isinstance(absent, Problem)
    assert absent.status == 404
    assert absent.type == "urn:tintype:problem:image-not-found"


with ApiClient(configuration) as client:
    run(ImagesApi(client), LinksApi(client))
