"""Sign-in, second factor, organisations, centres, roles, bars, access log."""
