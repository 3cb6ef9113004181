"""Tokens for the services that are measured."""

import base64
import hashlib
import hmac
import json
import time


def token(secret, subject):
    """Returns a token with HS256 that is valid for two hours."""

    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    claims = {"sub": subject, "exp": int(time.time()) + 7200}
    signed = b".".join(part(json.dumps(value).encode()) for value in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (signed + b"." + part(hmac.digest(secret.encode(), signed, hashlib.sha256))).decode()
