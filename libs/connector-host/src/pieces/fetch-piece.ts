import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PieceError } from './errors.ts';
import { packageFolder, readPackageFile } from './inspect-packages.ts';
import { runNpm } from './npm.ts';
import type { PieceAddress } from './piece-name.ts';

/** Which package is to be fetched, and where to. */
export interface PieceSource extends PieceAddress {
  /** Where pieces are installed. */
  readonly folder: string;
  /** A package on this machine instead of the registry's. Absolute. */
  readonly tarball?: string;
  readonly signal: AbortSignal;
}

const MIN_AGE_MS = 3 * 24 * 3_600_000;
const NO_SCRIPTS = [
  '--ignore-scripts',
  '--omit=dev',
  '--no-audit',
  '--no-fund',
  '--no-bin-links',
  '--no-update-notifier',
];

/** Fetches a piece with all that it needs into a folder that is gone when the work with it is done. */
export async function withFetched<Made>(source: PieceSource, work: (folder: string) => Promise<Made>): Promise<Made> {
  await mkdir(source.folder, { recursive: true });
  const temporary = await mkdtemp(join(source.folder, '.installing-'));
  try {
    // Its process may be another user's.
    await chmod(temporary, 0o755);
    await fetchPackages(source, temporary);
    return await work(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function fetchPackages({ packageName, version, tarball, signal }: PieceSource, folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = tarball ?? `${packageName}@${version}`;
  await runNpm({ command: 'install', flags: NO_SCRIPTS, values: [wanted], folder, signal });
  const found = await readPackageFile(packageFolder(folder, packageName)).catch(() => undefined);
  if (found?.name !== packageName || found.version !== version)
    throw new PieceError('piece.tarball_invalid', `${wanted} is not ${packageName} ${version}.`);
}

/** When the registry got the version; RFC 3339. Rejects with `piece.not_found`, which lists versions that there are. */
export async function readPublishedAt({
  packageName,
  version,
  signal,
  folder,
}: Omit<PieceSource, 'tarball'>): Promise<string> {
  await mkdir(folder, { recursive: true });
  const printed = await runNpm({ command: 'view', flags: ['--json'], values: [packageName, 'time'], folder, signal });
  const times = JSON.parse(printed) as Readonly<Record<string, string | undefined>>;
  const publishedAt = times[version];
  if (publishedAt !== undefined) return publishedAt;
  throw new PieceError(
    'piece.not_found',
    `The registry has no ${packageName} ${version}. It has: ${versionsOf(times)}.`,
  );
}

/** What was published yesterday may be taken back tomorrow: most bad packages do not live three days. */
export const isYoung = (publishedAt: string, nowMs: number): boolean => nowMs - Date.parse(publishedAt) < MIN_AGE_MS;

const versionsOf = (times: Readonly<Record<string, unknown>>): string =>
  Object.keys(times)
    .filter((name) => /^\d/.test(name))
    .slice(-10)
    .join(', ');
