"""A plausible life of centres, lived through the real actions: demo and simulate."""
