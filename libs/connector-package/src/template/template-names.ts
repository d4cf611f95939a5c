import { readFileSync } from 'node:fs';
import { PackageError } from '../errors.ts';
import { isReservedName } from '../reserved-names.ts';

/** What the texts of a new connector are filled in with. */
export interface TemplateNames {
  /** `acme-desk` */
  readonly name: string;
  /** `Acme Desk` */
  readonly title: string;
  /** `api.acme-desk.example`: a domain that nobody can own. RFC 2606. */
  readonly host: string;
}

const CONNECTOR_NAME = /^[a-z][a-z0-9-]{1,39}$/;

/** Of the SDK that a new connector is written for: the one that this library has. */
export function readSdkVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(text) as { readonly dependencies: Readonly<Record<string, string>> };
  return dependencies['@millrace/connector-sdk'] ?? '*';
}

/** Throws for a name that no connector can have. */
export function namesOf(name: string): TemplateNames {
  if (!CONNECTOR_NAME.test(name)) {
    throw new PackageError(
      'package.folder_invalid',
      `"${name}" is no connector name: lower-case letters, digits and hyphens, 2 to 40, a letter first.`,
    );
  }
  if (isReservedName(name, [])) {
    throw new PackageError('package.name_reserved', `"${name}" is a name of Millrace's own. Choose another one.`);
  }
  const words = name.split('-').filter((word) => word !== '');
  const title = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ');
  return { name, title, host: `api.${name}.example` };
}
