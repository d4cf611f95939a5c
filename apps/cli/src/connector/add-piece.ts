import { CliError } from '../errors.ts';
import { writeJson, type Terminal } from '../terminal.ts';
import { printPreview } from './print-preview.ts';
import { reportFailure } from './report.ts';
import { findServer, sendPiece, sendPiecePreview, type AddedPiece, type ServerOptions } from './server-client.ts';
import { splitNames } from './split-names.ts';

export interface AddPieceOptions extends ServerOptions {
  /** Names of actions, with commas between them. */
  readonly reads?: string;
  readonly allowYoung?: boolean;
  /** `--no-promote` makes it false. */
  readonly promote: boolean;
  /** Only say what it is. */
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Lets a server install a piece of Activepieces from the registry that its npm is set to. */
export async function addPiece(terminal: Terminal, address: string, options: AddPieceOptions): Promise<number> {
  const { packageName, version } = readAddress(address);
  const access = findServer(options);
  const { reads = '', allowYoung = false, promote } = options;
  if (options.dryRun === true)
    return reportFailure(terminal, async () => {
      const preview = await sendPiecePreview(access, { package: packageName, version });
      if (options.json === true) writeJson(terminal, preview);
      else terminal.write(printPreview(preview));
      return preview.refusals.length === 0 ? 0 : 1;
    });
  return reportFailure(terminal, async () => {
    const order = { package: packageName, version, reads: splitNames(reads), allowYoung, promote };
    const added = await sendPiece(access, order);
    if (options.json === true) writeJson(terminal, added);
    else terminal.write(printAdded(added));
    return 0;
  });
}

function readAddress(address: string): { readonly packageName: string; readonly version: string } {
  const at = address.lastIndexOf('@');
  if (at > 0) return { packageName: address.slice(0, at), version: address.slice(at + 1) };
  throw new CliError('Say which version: @activepieces/piece-slack@0.17.9.');
}

function printAdded({ name, version, title, isLatest, license, licenseNote, warnings }: AddedPiece): string {
  const terms = license === undefined ? (licenseNote ?? 'The package states no licence.') : `Licence: ${license}.`;
  return [
    `Installed ${title} as ${name} ${version}${isLatest ? ', which new steps get' : ''}.`,
    terms,
    ...warnings.map((warning) => `  - ${warning}`),
    '',
  ].join('\n');
}
