"""Makes the small folders under test/formats/small: one a shape, written byte by byte where that is sane."""
