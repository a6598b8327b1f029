"""One transaction that writes in two services; few."""
