"""The outside world, knowing no table and no request: plain values in and out."""
