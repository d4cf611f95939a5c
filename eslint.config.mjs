// The rules of docs/contributing: sizes, names, purity. Exceptions are listed by name, with their reason. Rules that ask for types
// stand in .oxlintrc.json.
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { oversize } from './oversize.mjs';

const size = (lines, perFunction) => ({
  'max-lines': ['error', { max: lines, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: perFunction, skipBlankLines: true, skipComments: true, IIFEs: true }],
});
const shape = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals, or an `as const` object.' },
  { selector: 'ExportAllDeclaration, ExportDefaultDeclaration', message: 'Name what you export.' },
  {
    selector: ':function[params.length>3]:not(MethodDefinition[kind="constructor"] > FunctionExpression)',
    message: 'Pass one object.',
  },
  {
    selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>6]',
    message: 'Split the class.',
  },
];
const environment = {
  selector: 'MemberExpression[object.name="process"][property.name="env"]',
  message: 'Only config.ts reads the environment.',
};
const allowDefaultExport = shape.map((rule) =>
  rule.message === 'Name what you export.' ? { ...rule, selector: 'ExportAllDeclaration' } : rule,
);
const askTheHost = (name) => ({ name, message: 'Ask the Host.' });

export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/.cache/**', '.millrace/**', '**/*.mjs', 'libs/api-client/src/schema.ts', 'coverage/**'],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [js.configs.recommended, ...tseslint.configs.strict, ...tseslint.configs.stylistic],
    // What Nest reads of a constructor is no import of a type alone.
    languageOptions: { parserOptions: { emitDecoratorMetadata: true, experimentalDecorators: true } },
    rules: {
      ...size(300, 60),
      complexity: ['error', 12],
      'max-depth': ['error', 3],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...shape, environment],
      '@typescript-eslint/consistent-type-imports': 'error',
      // `{ [key]: _, ...rest }` is how a member is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Functions that are members of data: taken out and called by themselves.
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
    },
  },
  {
    files: ['libs/machine/src/**/*.ts'],
    rules: {
      ...size(250, 50),
      'no-restricted-globals': [
        'error',
        ...[
          'Date',
          'performance',
          'process',
          'console',
          'fetch',
          'crypto',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'globalThis',
        ].map(askTheHost),
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Ask the Host.' }],
    },
  },
  { files: ['**/*.tsx'], extends: [reactHooks.configs.flat.recommended], rules: size(300, 100) },
  { files: ['apps/designer/**/*.ts'], extends: [reactHooks.configs.flat.recommended] },
  {
    // What a connector is, its module exports by default: a stranger's is found by nothing else.
    files: ['connectors/*/src/index.ts'],
    rules: { 'no-restricted-syntax': ['error', ...allowDefaultExport, environment] },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**', 'libs/testing/src/**'],
    rules: {
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', ...allowDefaultExport],
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  { files: ['tests/setup/leaks.ts'], rules: { 'no-console': 'off' } },
  { files: ['apps/*/src/config.ts'], rules: { 'no-restricted-syntax': ['error', ...shape] } },
  {
    files: [
      'connectors/*/src/index.ts',
      'libs/connector-sdk/examples/*/src/index.ts',
      '**/vite.config.ts',
      'apps/designer/src/testing/**',
    ],
    rules: { 'no-restricted-syntax': ['error', ...allowDefaultExport, environment] },
  },
  ...Object.entries(oversize).map(([file, { lines }]) => ({
    files: [file],
    rules: { 'max-lines': ['error', { max: lines, skipBlankLines: true, skipComments: true }] },
  })),
);
