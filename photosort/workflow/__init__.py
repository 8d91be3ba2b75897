"""One module a use case: what each command does, without knowing of terminals."""
