# completion of photosort in bash; photosort completion bash prints this
_photosort() {
    local each
    COMPREPLY=()
    while IFS= read -r each; do
        COMPREPLY+=("$each")
    done < <(_PHOTOSORT_COMPLETE=bash _PHOTOSORT_LINE="${COMP_LINE:0:COMP_POINT}" \
        _PHOTOSORT_BREAKS="$COMP_WORDBREAKS" "$1" 2> /dev/null)
    if [ "${#COMPREPLY[@]}" -eq 1 ]; then
        case ${COMPREPLY[0]} in
            *[:=]) compopt -o nospace 2> /dev/null ;;
        esac
    fi
}

complete -o default -F _photosort photosort
