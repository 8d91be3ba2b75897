# completion of photosort in fish; photosort completion fish prints this
function __photosort_complete
    set -l found (_PHOTOSORT_COMPLETE=fish _PHOTOSORT_LINE=(commandline -cp | string collect) \
        photosort 2> /dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end

complete --command photosort --no-files --arguments '(__photosort_complete)'
