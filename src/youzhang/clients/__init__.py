"""The people the centre serves, and how they are found."""
