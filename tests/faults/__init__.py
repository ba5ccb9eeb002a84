"""What must hold when a process is killed, a connection is cut, or a disk is full."""
