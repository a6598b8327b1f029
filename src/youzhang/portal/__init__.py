"""The residents' home."""
