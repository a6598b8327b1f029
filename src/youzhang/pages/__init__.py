"""The pages that every room has, built once: an act with its form."""
