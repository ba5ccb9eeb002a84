"""Aftercare companion for neuromodulator injections."""
