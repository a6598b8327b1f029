"""Outbox and channels: what is said to people, how, and whether it arrived."""
