"""Where a coordinate lies: the geocoder protocol, its engines, and time zones."""
