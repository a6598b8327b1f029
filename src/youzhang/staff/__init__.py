"""Who works at the centre and who is on duty."""
