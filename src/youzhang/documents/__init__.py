"""Stored files, encrypted; papers made and read."""
