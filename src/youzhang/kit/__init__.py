"""A few pure helpers: the clock, text cleaning, refusals, ids. Imports nothing of ours."""
