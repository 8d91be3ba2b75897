"""Options with their ranges, checked once: a file for each command's, and the config file."""
