"""Documents → segments on disk, and back: written, opened, updated, verified, carried."""
