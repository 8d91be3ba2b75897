"""Where a coordinate is: geocoders, the places of the user, and time zones. All offline.

`geocoder` is the port that every engine implements, `geocoders` the registry by name. `hybrid` is
the default engine; `border`, `polygons`, `towns`, `names` and `pack` are its parts. To add an
engine, see CONTRIBUTING.md. See docs/design/places.md.
"""
