"""What a failing print leads to."""
