"""PURE: columns of photos in, labels out."""
