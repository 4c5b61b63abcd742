/** The keys of a configuration file and what they mean: for the check of a file, its completion and its JSON schema. */

export interface ConfigurationKey {
  /** One sentence; Markdown without links. */
  readonly description: string;
  /** `names`: list of rules, areas or `all`; `levels`: table of such names; `options`: table of rules. */
  readonly value: 'names' | 'levels' | 'options' | 'patterns' | 'severity' | 'size' | 'overrides';
}

/** What may stand at the top and in an override. */
const LAYER_KEYS = {
  select: { value: 'names', description: 'Only these rules and areas.' },
  ignore: { value: 'names', description: 'Not these rules and areas.' },
  severity: { value: 'levels', description: 'Level by rule or area; naming a rule switches it on.' },
  rules: { value: 'options', description: 'Options by rule.' },
} as const satisfies Record<string, ConfigurationKey>;

export const FILE_KEYS: Readonly<Record<string, ConfigurationKey>> = {
  ...LAYER_KEYS,
  exclude: {
    value: 'patterns',
    description: 'Files and folders that are not audited; patterns as in .gitignore.',
  },
  'min-severity': { value: 'severity', description: 'Milder findings are not reported.' },
  'max-file-size': {
    value: 'size',
    description: 'Larger files are passed over: bytes, or a size such as "20 MB".',
  },
  overrides: { value: 'overrides', description: 'Settings for some paths, in order; later ones win.' },
};

export const OVERRIDE_KEYS: Readonly<Record<string, ConfigurationKey>> = {
  paths: { value: 'patterns', description: 'Patterns as in .gitignore, relative to this file.' },
  ...LAYER_KEYS,
};
