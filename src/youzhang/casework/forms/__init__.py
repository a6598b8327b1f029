"""What staff type about a case, a file for each part of the work."""
