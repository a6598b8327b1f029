"""My duties, search, board, articles."""
