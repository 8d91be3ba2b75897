"""What is laid out: folders and names of files, the manifest of what was made, and the journal."""
