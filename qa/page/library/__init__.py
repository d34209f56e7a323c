"""What there is to ask: listed, searched, filtered, opened."""
