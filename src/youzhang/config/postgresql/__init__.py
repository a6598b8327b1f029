"""Django's PostgreSQL backend, with what acts write sent together and long statements read once."""
