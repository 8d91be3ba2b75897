"""`photosort organize`: the views, the plan against DEST, and what undoes and verifies it."""
