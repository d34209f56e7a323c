"""Files → sources: find, decode, extract. One module per format."""
