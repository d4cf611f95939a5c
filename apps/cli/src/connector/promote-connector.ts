import { writeJson, type Terminal } from '../terminal.ts';
import { reportFailure } from './report.ts';
import { findServer, sendPromotion, type ServerOptions } from './server-client.ts';
import { splitNames } from './split-names.ts';

export interface PromoteOptions extends ServerOptions {
  /** Permissions that are new, and may be: with commas between them. */
  readonly approve?: string;
  readonly json?: boolean;
}

/** Makes a version the one that new steps get. */
export async function promoteConnector(
  terminal: Terminal,
  which: { readonly name: string; readonly version: string },
  { approve = '', json = false, ...options }: PromoteOptions,
): Promise<number> {
  const access = findServer(options);
  return reportFailure(terminal, async () => {
    const answer = await sendPromotion(access, { ...which, approved: splitNames(approve) });
    if (json) writeJson(terminal, answer);
    else terminal.write(`New steps get ${which.name} ${which.version}. Workflows keep the version that they pin.\n`);
    return 0;
  });
}
