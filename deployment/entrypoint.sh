#!/bin/sh
# Gives a program its secrets: NAME_FILE=/run/secrets/… names a file, NAME becomes what stands in it. A NAME that is
# set wins.
set -eu
for assignment in $(env | grep -E '^[A-Z][A-Z0-9_]*_FILE=/run/secrets/' || true); do
  name=${assignment%%_FILE=*}
  file=${assignment#*=}
  eval "given=\${$name:-}"
  if [ -n "$given" ]; then continue; fi
  if [ ! -r "$file" ]; then
    echo "${name}_FILE: $file cannot be read." >&2
    exit 2
  fi
  export "$name=$(cat "$file")"
done
exec "$@"
