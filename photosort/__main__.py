"""`python -m photosort` is the same as `photosort`."""

from photosort.cli import main

if __name__ == "__main__":
    main()
