"""Speed, measured by hand and never by the test command."""
