"""Albums as HTML: pages that need no server, no network and no script."""
