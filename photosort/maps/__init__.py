"""Maps: land, routes and names as shapes in pixels, ready to be drawn as SVG or as a picture."""
