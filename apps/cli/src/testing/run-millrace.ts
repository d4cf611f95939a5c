import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';

export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly complaints: string;
}

/** Runs one command line in this process. */
export async function millrace(args: readonly string[], input = ''): Promise<Ended> {
  let out = '';
  let complaints = '';
  const exitCode = await runCommand(args, {
    write: (text) => {
      out += text;
    },
    complain: (text) => {
      complaints += text;
    },
    readInput: () => Promise.resolve(input),
  });
  return { exitCode, out, complaints };
}

/** A folder that lives as long as the test needs it. Texts are written as they are, all else as JSON. */
export class Files {
  readonly #folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));

  write(name: string, content: unknown): string {
    const path = join(this.#folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
