#compdef photosort

_photosort_completion() {
  eval $(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _PHOTOSORT_COMPLETE=complete_zsh photosort)
}

compdef _photosort_completion photosort
