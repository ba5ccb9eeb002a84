"""A body that many bytes of many people depend on: compressed well, and remembered."""

import hashlib
from functools import lru_cache

import brotli
from flask import Response, request

QUALITY = 10  # a tenth smaller than what the server does by itself, in 45 ms, once for each body
BEST = 11  # for a body that everybody gets: three hundredths smaller still, in three times the time


def packed(body: str, mimetype: str, quality: int = QUALITY) -> Response:
    """The body with a weak ETag; 304 for a phone that has it."""
    response = Response(body, mimetype=mimetype)
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:20], weak=True)
    response.make_conditional(request)
    if response.status_code == 200 and request.accept_encodings["br"]:
        response.set_data(_brotli(body, quality))
        response.content_encoding = "br"
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=64)
def _brotli(body: str, quality: int) -> bytes:
    squeezed: bytes = brotli.compress(body.encode(), quality=quality)
    return squeezed
