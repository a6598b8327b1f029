"""Django's SQLite backend, with what every row and every statement passes through done once or with less."""
