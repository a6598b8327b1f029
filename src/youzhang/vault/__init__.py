"""Encryption, Subject (one row per human being), search tokens, chain and seals."""
