#!/usr/bin/env bash
# The action's one step of work: annotations, the job's summary, SARIF if wanted, the exit status. Inputs come as environment
# variables, so that no text of a pull request is ever read as shell code.
set -uo pipefail

arguments=(--min-severity "$MIN_SEVERITY")
[[ -z "$CHANGED_SINCE" ]] || arguments+=("--changed-since=$CHANGED_SINCE")
[[ -z "$BASELINE" ]] || arguments+=("--baseline=$BASELINE")
read -r -d '' -a paths <<<"$PATHS" || true
audit() { node "$MLOPS_AUDIT" "${arguments[@]}" "$@" -- "${paths[@]}"; }

audit --format github
status=$?
echo "status=$status" >>"$GITHUB_OUTPUT"
if [[ $status -lt 2 ]]; then
  audit --format markdown >>"$GITHUB_STEP_SUMMARY" || true
  [[ -z "$SARIF" ]] || audit --format sarif --output "$SARIF" || true
fi
[[ $status -eq 1 && "$FAIL" != true ]] && exit 0
exit "$status"
