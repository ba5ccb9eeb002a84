"""How long a test waits for what must come: long, as a machine may be busy. Whoever comes in time waits for nothing."""

PATIENCE = 40.0  # seconds
MILLISECONDS = PATIENCE * 1000
