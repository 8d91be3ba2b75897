"""The page on which a user names persons: page, style and script."""
