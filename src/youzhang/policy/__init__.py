"""What the centre publishes about itself: its rules, rights and procedures."""
