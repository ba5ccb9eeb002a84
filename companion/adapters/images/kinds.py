"""The kind of a photo by its first bytes, whatever its name or type says."""

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def kind_of(photo: bytes) -> str | None:
    """One of KINDS, or None for anything else."""
    if photo[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if photo[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if photo[:4] == b"RIFF" and photo[8:12] == b"WEBP":
        return "WEBP"
    if photo[4:8] == b"ftyp" and photo[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None
