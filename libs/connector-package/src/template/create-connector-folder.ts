import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PackageError } from '../errors.ts';
import { codeFiles } from './code-files.ts';
import { repositoryFiles, standaloneFiles } from './folder-files.ts';
import { httpFiles } from './http-files.ts';
import { namesOf, type TemplateNames } from './template-names.ts';
import { indexTest, JEST_TESTS, NODE_TESTS } from './test-files.ts';

export interface NewConnector {
  /** Made if it is not there; anything in it but `.git` refuses. */
  readonly folder: string;
  readonly name: string;
  /** `http`: requests as data, and no code. */
  readonly kind: 'code' | 'http';
  /** Default `standalone`; `repository`: among the connectors of Millrace itself. */
  readonly home?: 'standalone' | 'repository';
  /** Default 0.1.0. */
  readonly version?: string;
  /** Instead of the template's: by path, from the folder. `src/index.ts` is one of them. */
  readonly sources?: Readonly<Record<string, string>>;
}

/** Writes the folder of a new connector, with an action, a trigger and tests that pass. Gives its files, from the folder. */
export function createConnectorFolder(wanted: NewConnector): readonly string[] {
  const { name, home = 'standalone', version = '0.1.0' } = wanted;
  const names = namesOf(name);
  const root = resolve(wanted.folder);
  demandNewFolder(root);
  const around = (home === 'standalone' ? standaloneFiles : repositoryFiles)(names, version);
  const files = { ...around, ...sourcesOf(wanted, names) };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
  return Object.keys(files).sort();
}

/** Throws for a folder in which somebody has begun already. */
export function demandNewFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).some((found) => found !== '.git')) {
    throw new PackageError(
      'package.folder_invalid',
      `${resolve(folder)} is not empty. Choose another folder, or empty it.`,
    );
  }
}

function sourcesOf({ kind, home, sources }: NewConnector, names: TemplateNames): Readonly<Record<string, string>> {
  const style = home === 'repository' ? JEST_TESTS : NODE_TESTS;
  if (sources !== undefined) return { 'src/index.test.ts': indexTest(style), ...sources };
  return (kind === 'code' ? codeFiles : httpFiles)(names, style);
}
