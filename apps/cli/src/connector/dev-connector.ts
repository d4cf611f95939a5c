import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { DevSession } from './dev-session.ts';
import { chooseKey } from './key-store.ts';
import { findServer, type ServerOptions } from './server-client.ts';

export interface DevOptions extends ServerOptions {
  readonly key?: string;
  readonly json?: boolean;
}

/** A look at the files of a connector takes about a millisecond; saved and seen are less than a second apart. */
const LOOK_EVERY_MS = 100;

/** Uploads a connector whenever something in its folder changes, until the process is told to end. */
export async function developConnector(terminal: Terminal, folder: string, options: DevOptions): Promise<number> {
  if (!existsSync(folder)) throw new CliError(`There is no folder ${folder}.`);
  const access = findServer(options);
  const json = options.json === true;
  const session = new DevSession({ terminal, folder, access, json, key: chooseKey(options.key) });
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    if (!json) terminal.write(`Watching ${folder} for ${access.url}. Press Ctrl+C to stop.\n`);
    while (!ending.signal.aborted) {
      await session.tick();
      await delay(LOOK_EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
    if (!json) terminal.write('Stopped.\n');
    return 0;
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}
