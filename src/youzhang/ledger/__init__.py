"""Matters, facts and duties; who may see; the heart's Django side."""
