"""What a photo and the child that decodes it may use at most; benchmarks/photo_received.py measures the hardest."""

MEGA = 1_000_000
LARGEST = 64 * MEGA  # bytes of one photo as it is sent
LONGEST_SIDE = 65_535  # pixels

VIEW_EDGE, THUMB_EDGE = 1600, 320  # pixels of the longer side

# Pixels stay inside the child's memory up to here; what has more is refused from its header.
JPEG_PIXELS = 201 * MEGA  # reduced while it is decoded
WHOLE_PIXELS = 40 * MEGA  # a progressive JPEG, whose decoder holds all of it ...
WHOLE_BYTES = 125 * MEGA  # ... as coefficients: 40 MP with halved colour, 20 MP with full colour
PNG_BYTES = 130 * MEGA  # as decoded: 32 MP in colour, 130 MP in gray
WEBP_PIXELS = 12_600_000  # 12 bytes each while the decoder lives
HEIF_PIXELS = 30 * MEGA

MEMORY = 182 * MEGA  # of its own; with the libraries' pages that makes a peak of 200 MB at most
ADDRESSES = 1_000 * MEGA
CPU_SECONDS, WALL_SECONDS, QUEUE_SECONDS = 10, 20, 30
