import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, PackageError } from './errors.ts';

/** Where a connector is being written. */
export interface ConnectorFolder {
  readonly folder: string;
  readonly version: string;
  /** Of `package.json`. */
  readonly license?: string;
  /** The module that exports it; a declarative connector has `manifest.json` instead. */
  readonly entry?: string;
}

const ENTRIES = ['src/index.ts', 'src/index.js', 'index.ts', 'index.js'];
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Looks what kind of connector is in a folder. Throws `package.folder_invalid`. */
export function readConnectorFolder(folder: string): ConnectorFolder {
  const entry = ENTRIES.find((path) => existsSync(join(folder, path)));
  const hasManifest = existsSync(join(folder, 'manifest.json'));
  if (entry === undefined && !hasManifest) {
    throw invalid(
      `${folder} holds no connector: neither src/index.ts nor manifest.json. "millrace connector new" makes one.`,
    );
  }
  const described = existsSync(join(folder, 'package.json')) ? readJsonFile(folder, 'package.json') : {};
  const version = described.version ?? (hasManifest ? readJsonFile(folder, 'manifest.json').version : undefined);
  if (typeof version !== 'string' || !VERSION.test(version)) {
    throw invalid(`The package.json in ${folder} has no semantic version, such as 1.0.0.`);
  }
  return {
    ...{ folder, version },
    ...(typeof described.license === 'string' ? { license: described.license } : {}),
    ...(entry === undefined ? {} : { entry }),
  };
}

/** A file of the folder as JSON. Throws `package.folder_invalid`. */
export function readJsonFile(folder: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new PackageError('package.folder_invalid', `${join(folder, name)} cannot be read: ${messageOf(cause)}.`, {
      cause,
    });
  }
  throw invalid(`${join(folder, name)} is no JSON object.`);
}

const invalid = (message: string): PackageError => new PackageError('package.folder_invalid', message);
