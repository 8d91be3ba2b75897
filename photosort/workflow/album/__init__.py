"""Albums, films and maps of what is selected."""
