/** The text of `--help`. */
export const HELP = `mlops-audit: finds ML and MLOps antipatterns in Python scripts, notebooks and projects

Usage
  mlops-audit [options] [paths…]

  Paths are files, folders or globs; by default the current folder. .gitignore and the configuration's
  \`exclude\` are honoured. Nothing of the audited code is run, and nothing is sent anywhere.

What is reported
  --select NAMES          only these rules or areas (names joined by commas; may be repeated)
  --ignore NAMES          not these rules or areas
  --min-severity LEVEL    error, warning, information or hint (default: hint, which is everything)
  --changed-since REV     only files that changed since the branch left this git revision, and new ones
  --baseline FILE         do not count the findings that this file knows
  --write-baseline FILE   write all findings to this file, for --baseline, and exit with 0
  --config FILE           use this configuration file instead of searching for one

How it is reported
  --format FORMAT         text (default), json, sarif, github, markdown or html
  -o, --output FILE       write the report to a file instead of standard output
  --report FILE           write an HTML report too
  -q, --quiet             one line per finding, no code, no summary
  --stats                 add times, throughput, the slowest files and the counts per rule (standard error)

Fixes
  --fix                   apply safe fixes; notebooks keep everything but the changed source lines
  --fix-suggestions       apply suggested fixes too; look at the result
  --diff                  print what the fixes would change, as a unified diff, and change nothing

Help
  --explain RULE          what a rule finds, what it costs, and how to do it right
  --list-rules            all rules with their areas and severities
  --show-config           the effective configuration of the (first) path, and where each value came from
  -h, --help              this text
  -V, --version           the version

Other
  --stdin-filename NAME   audit the text on standard input as a file of this name; with --fix, print the fixed text
  -j, --jobs N            number of workers (default: one for few files, one per core for many)
  --exit-zero             exit with 0 even if there are findings

Configuration
  [tool.mlops-antipatterns] in pyproject.toml, or mlops-antipatterns.toml; the nearest file upwards counts.

Exit status
  0 no findings · 1 findings · 2 wrong use, bad configuration or an internal error
`;
