import { userInfo } from 'node:os';
import { packConnector, testConnectorFolder, type PublisherKey } from '@millrace/connector-package';
import { writeJson, type Terminal } from '../terminal.ts';
import { changedFiles, readFolderState, type FolderState } from './folder-state.ts';
import { signatureOf } from './publish-connector.ts';
import { printFailure } from './report.ts';
import { sendPackage, ServerError, type PublishedVersion, type ServerAccess } from './server-client.ts';

export interface DevParts {
  readonly terminal: Terminal;
  readonly folder: string;
  readonly access: ServerAccess;
  readonly key: PublisherKey | undefined;
  /** A line of JSON for each round, instead of words. */
  readonly json: boolean;
}

/** What became of a round in which something had changed. */
type Round =
  | { readonly kind: 'uploaded'; readonly published: PublishedVersion }
  | { readonly kind: 'failed'; readonly cause: unknown };

/** One connector that is being worked on: whatever changes in its folder is on the server a moment later. */
export class DevSession {
  readonly #parts: DevParts;
  readonly #version = `0.0.0-dev.${userName()}`;
  #state: FolderState = new Map();
  #failure = '';

  constructor(parts: DevParts) {
    this.#parts = parts;
  }

  /** Looks once, and uploads what has changed. Gives whether it did. */
  async tick(): Promise<boolean> {
    const state = readFolderState(this.#parts.folder);
    const files = changedFiles(this.#state, state);
    if (files.length === 0) return false;
    const round = await this.#upload();
    const isUnreachable =
      round.kind === 'failed' && round.cause instanceof ServerError && round.cause.code === 'cli.unreachable';
    // A server that is away will be back: what has changed is still to be sent.
    if (!isUnreachable) this.#state = state;
    await this.#report(files, round);
    return round.kind === 'uploaded';
  }

  async #upload(): Promise<Round> {
    const { folder, access, key } = this.#parts;
    try {
      const packed = await packConnector({ folder, version: this.#version, isChecked: false });
      const signature = key === undefined ? {} : { signature: signatureOf(packed, key) };
      const published = await sendPackage(access, { tarball: packed.tarball, query: 'draft=true', ...signature });
      return { kind: 'uploaded', published };
    } catch (cause) {
      return { kind: 'failed', cause };
    }
  }

  async #report(files: readonly string[], round: Round): Promise<void> {
    if (round.kind === 'failed') this.#reportFailure(round.cause);
    else await this.#reportUpload(files, round.published);
  }

  #reportFailure(cause: unknown): void {
    const failure = String(cause);
    // A server that is away is asked again and again, and said to be away once.
    if (failure === this.#failure) return;
    this.#failure = failure;
    printFailure(this.#parts.terminal, cause);
  }

  async #reportUpload(files: readonly string[], published: PublishedVersion): Promise<void> {
    this.#failure = '';
    const { terminal, folder, json } = this.#parts;
    if (!json)
      terminal.write(
        `${new Date().toTimeString().slice(0, 8)} ${published.name} ${published.version}: ${printFiles(files)}\n`,
      );
    const problems = await findProblems(folder);
    if (json) writeJson(terminal, { ...published, files, problems });
    else for (const problem of problems) terminal.complain(`  - ${problem}\n`);
  }
}

const SHOWN_FILES = 5;
const printFiles = (files: readonly string[]): string =>
  files.length > SHOWN_FILES ? `${files.length} files changed` : `${files.join(', ')} changed`;

/** What would keep it from being published. It has been uploaded all the same: that is what working on it is. */
async function findProblems(folder: string): Promise<readonly string[]> {
  try {
    return (await testConnectorFolder({ folder, withOwnTests: false })).problems;
  } catch (cause) {
    return [String(cause)];
  }
}

const MAX_USER_CHARACTERS = 40;

/** The part of a version that tells authors apart. */
function userName(): string {
  try {
    const name = userInfo()
      .username.toLowerCase()
      .replace(/[^0-9a-z-]+/g, '-')
      .slice(0, MAX_USER_CHARACTERS);
    return name === '' ? 'local' : name;
  } catch {
    // A container may run as a user that has no name.
    return 'local';
  }
}
