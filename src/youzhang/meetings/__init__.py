"""A meeting with invitations, sign-in, minutes and decisions."""
