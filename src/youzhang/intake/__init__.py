"""From an application to a signed agreement, a receipt and a reminder."""
