"""Letters: plain values handed to a mail server, and what became of them. Import from the part that is needed.

`letter` what goes · `sending` who takes it · `wire` the way there. The outcomes are those of web push.
"""
