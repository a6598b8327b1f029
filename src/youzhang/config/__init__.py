"""Settings and root urls: the only room that knows all."""
