"""Grammar, articles, calendar arithmetic and `derive`: plain Python, no Django, no clock."""
