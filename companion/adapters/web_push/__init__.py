"""Web push: messages sealed for one browser each, sent to its push service, and what became of them.

`target` where it may go · `message` what goes · `keys` who sends · `sending` the way there · `outcome`, `breaker` what
became of it. Import from the part that is needed: whoever only checks a subscription does not pay for the sending.
"""
