// Beside the recommended rules: the direction of imports (docs/architecture.md), as errors.
import tseslint from 'typescript-eslint';

/** Forbids imports whose specifier matches, with the reason that a reader sees. */
const forbid = (...bans) => ({
  'no-restricted-imports': 'off',
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      patterns: bans.map(({ regex, message, allowTypeImports = false }) => ({
        regex,
        message,
        allowTypeImports,
      })),
    },
  ],
});

const NODE = {
  regex: '^(node:|(fs|path|os|child_process|worker_threads|crypto|util|url|process)(/|$))',
  message: 'This part runs in a browser too: ask the Host instead of Node.',
};
const VSCODE = {
  regex: '^vscode($|-)',
  message: 'Only client/ knows vscode, only lsp/ and entry/ know the protocol.',
};
const TREE_SITTER = {
  regex: '^web-tree-sitter$',
  message: 'syntax/parser.ts is the only importer of web-tree-sitter: a second copy fails silently.',
};
/** Matches `../x/…` for the server's parts named, from any depth inside a part. */
const parts = (names, message) => ({ regex: `^(\\.\\./)+(${names.join('|')})(/|$)`, message });

const PURE_GLOBALS = ['console', 'process', 'setTimeout', 'setInterval', 'fetch', 'window', 'document'].map(
  (name) => ({
    name,
    message: 'The engine is pure: text in, findings out.',
  }),
);

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'artifacts/',
      'coverage/',
      '.cache/',
      '.vscode-test/',
      'examples/',
      'test/fixtures/',
    ],
  },
  ...tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
    },
  },
  {
    files: ['server/src/**/*.ts'],
    rules: forbid(TREE_SITTER, { regex: '^vscode$', message: 'The server serves every editor.' }),
  },
  {
    files: ['server/src/engine/**/*.ts'],
    rules: {
      ...forbid(
        NODE,
        VSCODE,
        TREE_SITTER,
        parts(
          ['project', 'report', 'lsp', 'cli', 'entry'],
          'The engine imports nothing from outside the engine.',
        ),
      ),
      'no-restricted-globals': ['error', ...PURE_GLOBALS],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'The engine is pure: the same text gives the same findings.',
        },
        { object: 'Date', property: 'now', message: 'The engine is pure: it has no clock.' },
      ],
    },
  },
  {
    // Rules of other areas use what `rules/project/` knows of a project; the project layer itself stays out of reach.
    files: ['server/src/engine/rules/*/*.ts'],
    rules: forbid(NODE, VSCODE, TREE_SITTER, {
      regex: '^(\\.\\./){2,}project(/|$)|^(\\.\\./)+(report|lsp|cli|entry)(/|$)',
      message: 'The engine imports nothing from outside the engine.',
    }),
  },
  {
    files: ['server/src/engine/syntax/parser.ts'],
    rules: forbid(
      NODE,
      VSCODE,
      parts(['project', 'report', 'lsp', 'cli', 'entry'], 'The engine imports nothing from outside.'),
    ),
  },
  {
    files: ['server/src/project/**/*.ts'],
    rules: forbid(
      NODE,
      VSCODE,
      TREE_SITTER,
      parts(['report', 'lsp', 'cli', 'entry'], 'project/ knows the engine only.'),
    ),
  },
  {
    files: ['server/src/report/**/*.ts'],
    rules: forbid(
      NODE,
      VSCODE,
      TREE_SITTER,
      parts(['lsp', 'cli', 'entry'], 'report/ knows engine and project only.'),
    ),
  },
  {
    files: ['server/src/lsp/**/*.ts'],
    rules: forbid(NODE, TREE_SITTER, parts(['cli', 'entry'], 'lsp/ does not know how it is started.')),
  },
  {
    files: ['server/src/cli/**/*.ts'],
    rules: forbid(
      VSCODE,
      TREE_SITTER,
      parts(['lsp', 'entry'], 'The command line does not know the language server.'),
    ),
  },
  {
    files: ['client/src/**/*.ts'],
    rules: forbid(NODE, TREE_SITTER, {
      regex: 'server/src/(?!lsp/protocol$)',
      message: 'The client shares only lsp/protocol.ts with the server.',
    }),
  },
  {
    files: ['client/src/node.ts'],
    rules: forbid(TREE_SITTER, {
      regex: 'server/src/(?!lsp/protocol$)',
      message: 'Only lsp/protocol.ts is shared.',
    }),
  },
);
