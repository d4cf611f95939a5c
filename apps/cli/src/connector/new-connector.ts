import { join } from 'node:path';
import { createConnectorFolder, demandNewFolder } from '@millrace/connector-package';
import { CliError } from '../errors.ts';
import { writeJson, type Terminal } from '../terminal.ts';
import { reportFailure } from './report.ts';

export interface NewConnectorOptions {
  readonly http?: boolean;
  readonly code?: boolean;
  /** An OpenAPI document to make it of. */
  readonly openapi?: string;
  readonly folder?: string;
  readonly json?: boolean;
}

/** The same as an import, into a folder that is new. */
async function newOfDocument(
  terminal: Terminal,
  file: string,
  { name, folder, json = false }: NewConnectorOptions & { readonly name: string; readonly folder: string },
): Promise<number> {
  demandNewFolder(folder);
  const { importDocument } = await import('./import-openapi.ts');
  return importDocument(terminal, file, { name, out: folder, json });
}

/** Writes the folder of a new connector. */
export function newConnector(terminal: Terminal, name: string, options: NewConnectorOptions): Promise<number> {
  const folder = options.folder ?? join('.', name);
  if ([options.http === true, options.code === true, options.openapi !== undefined].filter(Boolean).length > 1)
    throw new CliError('Give one of --http, --code and --openapi.');
  if (options.openapi !== undefined) return newOfDocument(terminal, options.openapi, { ...options, name, folder });
  return reportFailure(terminal, () => {
    const files = createConnectorFolder({ folder, name, kind: options.http === true ? 'http' : 'code' });
    if (options.json === true) writeJson(terminal, { name, folder, files });
    else
      terminal.write(
        `Made ${folder}:\n${files.map((file) => `  ${file}\n`).join('')}\nIts tests: millrace connector test ${folder}\n`,
      );
    return Promise.resolve(0);
  });
}
