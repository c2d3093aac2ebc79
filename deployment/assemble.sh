#!/bin/sh
# assemble.sh FOLDER PROJECT…: copies what these projects need at run time, beside what every project shares.
set -eu
target=$1
shift
mkdir -p "$target"
cp --parents nx.json package.json "$target"
for project in "$@"; do
  for part in package.json bin configs dist gates lm-eval naru_torch prompts python recipes rubrics schema synthesis; do
    if [ -e "$project/$part" ]; then cp -R --parents "$project/$part" "$target"; fi
  done
done
