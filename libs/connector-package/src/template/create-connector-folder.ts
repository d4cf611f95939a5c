import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PackageError } from '../errors.ts';
import { codeFiles } from './code-files.ts';
import { repositoryFiles, standaloneFiles } from './folder-files.ts';
import { httpFiles } from './http-files.ts';
import { namesOf } from './template-names.ts';
import { JEST_TESTS, NODE_TESTS } from './test-files.ts';

export interface NewConnector {
  /** Made if it is not there; anything in it but `.git` refuses. */
  readonly folder: string;
  readonly name: string;
  /** `http`: requests as data, and no code. */
  readonly kind: 'code' | 'http';
  /** Default `standalone`; `repository`: among the connectors of Millrace itself. */
  readonly home?: 'standalone' | 'repository';
}

/** Writes the folder of a new connector, with an action, a trigger and tests that pass. Gives its files, from the folder. */
export function createConnectorFolder({ folder, name, kind, home = 'standalone' }: NewConnector): readonly string[] {
  const names = namesOf(name);
  const root = resolve(folder);
  if (existsSync(root) && readdirSync(root).some((found) => found !== '.git')) {
    throw new PackageError('package.folder_invalid', `${root} is not empty. Choose another folder, or empty it.`);
  }
  const isAlone = home === 'standalone';
  const sources = (kind === 'code' ? codeFiles : httpFiles)(names, isAlone ? NODE_TESTS : JEST_TESTS);
  const files = { ...(isAlone ? standaloneFiles : repositoryFiles)(names), ...sources };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
  return Object.keys(files).sort();
}
