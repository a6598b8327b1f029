"""The centre's rooms, and the partners it works with."""
