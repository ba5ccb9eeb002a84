"""Whether it can be trusted: each test prints one figure. TRUST=1 runs the whole, else a tenth."""
