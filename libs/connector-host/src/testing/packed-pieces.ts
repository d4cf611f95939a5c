import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { JsonObject } from '@millrace/connector-sdk';
import { openFolder, writePackage } from './tiny-pieces.ts';

/** Package files of pieces, as npm makes them, and folders; all gone when it is closed. */
export class PackedPieces {
  readonly #folders: string[] = [];

  folder(): string {
    const made = openFolder();
    this.#folders.push(made);
    return made;
  }

  /** A package file of its own. `files`: besides, by path. */
  async pack(
    code: string,
    { facts = {}, files = {} }: { facts?: JsonObject; files?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    const folder = this.folder();
    const source = join(folder, 'package');
    mkdirSync(source);
    writePackage(source, code, facts);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(source, name)), { recursive: true });
      writeFileSync(join(source, name), text);
    }
    const file = join(this.folder(), 'piece.tgz');
    // As `npm pack` would, which takes a second for each.
    await promisify(execFile)('tar', ['-czf', file, '-C', folder, 'package']);
    return file;
  }

  async close(): Promise<void> {
    await Promise.all(this.#folders.map((made) => rm(made, { recursive: true, force: true })));
  }
}
