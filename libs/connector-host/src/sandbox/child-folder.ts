import { chownSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildCommand } from './command.ts';

/** One folder for all children of a sandbox: Deno keeps there what makes it start faster. Code cannot reach it. */
export class ChildFolder {
  #path: string | undefined;

  /** Made when somebody needs it, for the user that the program becomes. */
  pathFor({ userId }: ChildCommand): string {
    if (this.#path !== undefined) return this.#path;
    this.#path = mkdtempSync(join(tmpdir(), 'millrace-sandbox-'));
    if (userId !== undefined) chownSync(this.#path, userId, userId);
    return this.#path;
  }

  async remove(): Promise<void> {
    if (this.#path !== undefined) await rm(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }
}
