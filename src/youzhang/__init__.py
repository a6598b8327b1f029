"""Youzhang (有章): a service centre run by its own written regulation."""

__version__ = "0.1.0"
