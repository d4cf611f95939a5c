import type { Manifest } from '@millrace/connector-sdk/platform';
import { readSdkVersion, type TemplateNames } from './template-names.ts';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ' +
  'stroke-linecap="round" stroke-linejoin="round"><path d="M4 8V6h16v2a4 4 0 0 0 0 8v2H4v-2a4 4 0 0 0 0-8Z"/><path d="M10 9v6"/></svg>\n';

const LICENSE = 'All rights reserved. Replace this text by the licence under which you publish the connector.\n';

/** What is beside the sources, wherever the folder is. */
const commonFiles = ({ title }: TemplateNames, version: string) => ({
  'icon.svg': ICON,
  'README.md': `# ${title}

Reads, creates and deletes tickets, and starts workflows when one changes.

It needs an API token: in ${title}, open **Settings**, then **API**.
`,
  'CHANGELOG.md': changelog(version),
});

const changelog = (version: string): string => `# Changelog\n\n## ${version}\n\n- The first version.\n`;

/** For the author, in the order in which things are found out. */
const WHERE_TO_BEGIN = `
## Where to begin

Delete this section before you publish: users of the connector read this file too.

\`millrace connector test\` passes as it is, on \`test/fake.ts\`, which plays the service. Change one thing, run it, go on:

1. \`src/index.ts\`: \`baseUrl\` and \`permissions.hosts\`, where the service is; the same \`base\` in \`test/fake.ts\`.
2. \`src/auth.ts\`: how it is signed in to, and a request that tells whose account it is; \`accepts\` in \`test/fake.ts\`.
3. \`src/ticket.ts\`: a record as the service answers it, and a sample of it; \`aTicket\` in \`test/fake.ts\`.
4. \`src/actions/list-tickets.ts\`: the path, where the records are, and how its pages are read. Then the other actions and the
   trigger: whatever the service does about one is a route of the fake, and each has a case in \`src/index.test.ts\`.
5. \`millrace connector test --record --live mine\` asks the real service, by the connection in the file that it names, and keeps
   what it answered in \`test/recordings/\`, without secrets. From then on the tests play that too.
`;

/** The texts of a connector that was made of something else. */
export function declarativeTexts({ title, description, version }: Manifest): Readonly<Record<string, string>> {
  return {
    'icon.svg': ICON,
    'README.md': `# ${title}\n\n${description}\n`,
    'CHANGELOG.md': changelog(version),
    LICENSE,
  };
}

/** A folder of its own, which needs nothing but the command line. */
export function standaloneFiles(names: TemplateNames, version: string): Readonly<Record<string, string>> {
  const common = commonFiles(names, version);
  return {
    ...common,
    'README.md': `${common['README.md']}${WHERE_TO_BEGIN}`,
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
      include: ['src', 'test'],
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
    'tsconfig.build.json': `{
  "extends": "../../tsconfig.base.json",
  "references": [{ "path": "../../libs/connector-sdk/tsconfig.build.json" }]
}\n`,
  };
}

const printJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
