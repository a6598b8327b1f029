"""Work behind the page: claim, lease, heartbeat, progress, retry, result."""
