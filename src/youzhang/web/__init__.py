"""Page shell, components, tables, forms, drafts, HTMX helper."""
