"""Signs a link without a request, with PyJWT and cryptography: python link.py SUBJECT IMAGE [VARIANT]"""

import math
import os
import sys
import time

import jwt
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

STEP = 3600  # the expiry is rounded up to it, so that the URL stays the same and caches keep working


def key() -> bytes:
    """The key of links: TINTYPE_LINK_SECRET, or the key that the service derives from JWT_SECRET if that is not set."""
    if secret := os.environ.get("TINTYPE_LINK_SECRET"):
        return secret.encode()
    return HKDF(SHA256(), 32, salt=None, info=b"tintype:link").derive(os.environ["JWT_SECRET"].encode())


def link(subject: str, image: str, variant: str = "picture", seconds: int = 3600) -> str:
    """Returns the path of a link that opens the image for at least these many seconds."""
    claims = {
        "aud": "tintype:link",
        "sub": subject,
        "image": image,
        "variant": variant,
        "exp": math.ceil((time.time() + seconds) / STEP) * STEP,
    }
    return "/links/" + jwt.encode(claims, key(), algorithm="HS256", headers={"typ": "link+jwt"})


if __name__ == "__main__":
    print(link(*sys.argv[1:]))
