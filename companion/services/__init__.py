"""Verbs: what changes records, joins them with the outside and decides when to commit."""
