"""The kind of a photo by its first bytes, whatever its name or type says."""

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF = {b"avif", b"avis"}  # the same box around another codec


def kind_of(photo: bytes) -> str | None:
    """One of KINDS, or None for anything else."""
    if photo[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if photo[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if photo[:4] == b"RIFF" and photo[8:12] == b"WEBP":
        return "WEBP"
    brands = _brands(photo)
    return "HEIF" if brands & _HEIF and not brands & _AVIF else None


def _brands(photo: bytes) -> set[bytes]:
    if photo[4:8] != b"ftyp":
        return set()
    box = photo[8 : min(int.from_bytes(photo[:4], "big"), 256)]
    return {box[at : at + 4] for at in range(0, len(box), 4) if at != 4}  # the second is a version
