"""Measures pages and acts over HTTP."""
