"""Files in: finding them, telling what has changed, reading their facts."""
