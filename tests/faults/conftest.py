"""TRUST=1 runs the whole, else a tenth; each test prints its figure."""

from tests.trust.conftest import Say, say

__all__ = ["Say", "say"]
