"""Files out: the only code that makes or removes anything on the user's disk."""
