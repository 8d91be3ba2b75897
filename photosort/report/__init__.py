"""Results as JSON, with the keys of the contract, and as text for people."""
