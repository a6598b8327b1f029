"""What is offered, and the notices of it."""
