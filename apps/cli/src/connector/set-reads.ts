import { writeJson, type Terminal } from '../terminal.ts';
import { reportFailure } from './report.ts';
import { findServer, sendPieceReads, type ServerOptions } from './server-client.ts';
import { splitNames } from './split-names.ts';

export interface SetReadsOptions extends ServerOptions {
  /** The one that new steps get unless given. */
  readonly pieceVersion?: string;
  /** `--no-promote` makes it false. */
  readonly promote: boolean;
  readonly json?: boolean;
}

/** Says which actions of a piece only read, which makes another version of it. */
export async function setReads(
  terminal: Terminal,
  { name, reads }: { readonly name: string; readonly reads: string },
  { pieceVersion, promote, json = false, ...options }: SetReadsOptions,
): Promise<number> {
  const access = findServer(options);
  return reportFailure(terminal, async () => {
    const version = pieceVersion === undefined ? {} : { version: pieceVersion };
    const said = await sendPieceReads(access, { name, ...version, reads: splitNames(reads), promote });
    const latest = said.isLatest ? ' New steps get it.' : '';
    const line = `So it is in ${said.name} ${said.version}.${latest} Workflows keep the version that they pin.\n`;
    if (json) writeJson(terminal, said);
    else terminal.write(line);
    return 0;
  });
}
