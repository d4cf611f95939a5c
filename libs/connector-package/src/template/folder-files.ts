import type { Manifest } from '@millrace/connector-sdk/platform';
import { readSdkVersion, type TemplateNames } from './template-names.ts';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ' +
  'stroke-linecap="round" stroke-linejoin="round"><path d="M4 8V6h16v2a4 4 0 0 0 0 8v2H4v-2a4 4 0 0 0 0-8Z"/><path d="M10 9v6"/></svg>\n';

const LICENSE = 'All rights reserved. Replace this text by the licence under which you publish the connector.\n';

/** What is beside the sources, wherever the folder is. */
function commonFiles({ title }: TemplateNames, version: string): Readonly<Record<string, string>> {
  return {
    'icon.svg': ICON,
    'README.md': `# ${title}

Reads and creates tickets, and starts workflows when one changes.

It needs an API token: in ${title}, open **Settings**, then **API**.
`,
    'CHANGELOG.md': `# Changelog

## ${version}

- The first version.
`,
  };
}

/** The texts of a connector that was made of something else. */
export function declarativeTexts({ title, description, version }: Manifest): Readonly<Record<string, string>> {
  return {
    'icon.svg': ICON,
    'README.md': `# ${title}\n\n${description}\n`,
    'CHANGELOG.md': `# Changelog\n\n## ${version}\n\n- The first version.\n`,
    LICENSE,
  };
}

/** A folder of its own, which needs nothing but the command line. */
export function standaloneFiles(names: TemplateNames, version: string): Readonly<Record<string, string>> {
  return {
    ...commonFiles(names, version),
    'package.json': printJson({
      ...{
        name: `millrace-connector-${names.name}`,
        version,
        private: true,
        license: 'UNLICENSED',
        type: 'module',
      },
      scripts: { test: 'millrace connector test', dev: 'millrace connector dev', pack: 'millrace connector pack' },
      dependencies: { '@millrace/connector-sdk': readSdkVersion() },
    }),
    'tsconfig.json': printJson({
      compilerOptions: {
        ...{ target: 'es2023', module: 'nodenext', moduleResolution: 'nodenext', types: ['node'] },
        ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: true },
        ...{ verbatimModuleSyntax: true, isolatedModules: true, allowImportingTsExtensions: true, noEmit: true },
      },
      include: ['src'],
    }),
    LICENSE,
    '.gitignore': 'node_modules/\n*.tgz\n',
  };
}

/** A folder of this repository, beside its other connectors. */
export function repositoryFiles(names: TemplateNames, version: string): Readonly<Record<string, string>> {
  return {
    ...commonFiles(names, version),
    'package.json': printJson({
      ...{
        name: `@millrace/connector-${names.name}`,
        version,
        private: true,
        license: 'Apache-2.0',
        type: 'module',
      },
      files: ['dist', 'icon.svg'],
      exports: {
        '.': { '@millrace/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
        './package.json': './package.json',
      },
      dependencies: { '@millrace/connector-sdk': readSdkVersion() },
      devDependencies: {},
    }),
    'tsconfig.json': `{ "extends": "../../tsconfig.base.json", "references": [{ "path": "../../libs/connector-sdk" }] }\n`,
  };
}

const printJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
