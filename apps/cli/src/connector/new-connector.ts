import { join } from 'node:path';
import { createConnectorFolder } from '@millrace/connector-package';
import { writeJson, type Terminal } from '../terminal.ts';
import { reportFailure } from './report.ts';

export interface NewConnectorOptions {
  readonly http?: boolean;
  readonly folder?: string;
  readonly json?: boolean;
}

/** Writes the folder of a new connector. */
export function newConnector(terminal: Terminal, name: string, options: NewConnectorOptions): Promise<number> {
  const folder = options.folder ?? join('.', name);
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
