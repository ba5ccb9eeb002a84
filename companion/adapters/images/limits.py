"""What a photo and the child that decodes it may use at most; benchmarks/photo_received.py measures the hardest."""

MEGA = 1_000_000
LARGEST = 50 * MEGA  # bytes of one photo as it is sent

VIEW_EDGE, THUMB_EDGE = 1600, 320  # pixels of the longer side

# The child's peak stays under 200 MB for each of these; beyond them a photo is refused from its header.
JPEG_PIXELS = 201 * MEGA  # reduced while it is decoded
KEPT_WHOLE_PIXELS = 40 * MEGA  # progressive JPEG, which the decoder must hold whole
KEPT_WHOLE_BYTES = 125 * MEGA  # of its coefficients: 40 MP with halved colour, less with full colour
PNG_BYTES = 145 * MEGA  # of its pixels: 36 MP in colour, 145 MP in gray
WEBP_PIXELS = 12_600_000
HEIF_PIXELS = 26 * MEGA

MEMORY = 260 * MEGA  # address space above that of the waiting process
CPU_SECONDS, WALL_SECONDS, QUEUE_SECONDS = 10, 20, 30
