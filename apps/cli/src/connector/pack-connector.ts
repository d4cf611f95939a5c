import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packConnector } from '@millrace/connector-package';
import { writeJson, type Terminal } from '../terminal.ts';
import { reportFailure } from './report.ts';

export interface PackOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** Packs a connector into a file. */
export function packToFile(terminal: Terminal, folder: string, { out, json }: PackOptions): Promise<number> {
  return reportFailure(terminal, async () => {
    const { name, version, tarball, sha512, schemaHash } = await packConnector({ folder });
    const file = resolve(out ?? join(folder, `${name}-${version}.tgz`));
    await writeFile(file, tarball);
    if (json === true) writeJson(terminal, { name, version, file, bytes: tarball.length, sha512, schemaHash });
    else
      terminal.write(
        `Packed ${name} ${version}: ${file} (${Math.ceil(tarball.length / 1024)} KiB)\nsha512 ${sha512}\n`,
      );
    return 0;
  });
}
