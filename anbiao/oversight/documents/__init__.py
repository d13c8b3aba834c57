"""What oversight prints."""
