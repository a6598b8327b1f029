"""A person is accompanied: cases, sessions, notes, referral and exit."""
