import { PackageError } from '../errors.ts';

const ROOT = 'package/';
/** A file of one name must be one file on every system: letters of either case, composed or not, are the same. */
const foldName = (name: string): string => name.normalize('NFC').toLowerCase();
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/; // eslint-disable-line no-control-regex -- they are what is looked for
const MAX_NAME_CHARACTERS = 200;

/** Refuses a name that could mean a place outside the package, or two places at once. */
export function checkFileName(name: string): void {
  const reason = escapeOf(name);
  if (reason !== undefined) {
    throw new PackageError('package.path_escape', `The package holds ${JSON.stringify(name)}, ${reason}.`);
  }
  if (name.length > MAX_NAME_CHARACTERS) {
    throw new PackageError('package.invalid', `The package holds a file whose name is longer than 200 characters.`);
  }
}

function escapeOf(name: string): string | undefined {
  if (CONTROL_CHARACTERS.test(name)) return 'a name with a control character';
  if (name.includes('\\')) return 'a name with a backslash';
  if (name.startsWith('/')) return 'an absolute path';
  if (/^[A-Za-z]:/.test(name)) return 'a path with a drive letter';
  const segments = name.replace(/\/$/, '').split('/');
  if (segments.includes('..')) return 'a path that climbs out of it';
  return segments.some((segment) => segment === '' || segment === '.') ? 'a path with an empty step' : undefined;
}

/** The name inside the package: npm's layout has everything in one folder, `package`. */
export function nameInside(name: string): string {
  const inside = name.replace(/\/$/, '');
  if (inside === 'package') return '';
  if (inside.startsWith(ROOT)) return inside.slice(ROOT.length);
  throw new PackageError(
    'package.invalid',
    `${JSON.stringify(name)} is not below "package/". Pack the connector with "millrace connector pack".`,
  );
}

/** Keeps the names of one archive apart: none twice, none that differs by case only, no file that is a folder too. */
export class NameList {
  readonly #names = new Map<string, 'file' | 'folder'>();

  add(name: string, kind: 'file' | 'folder'): void {
    const folded = foldName(name);
    const steps = folded.split('/');
    const parents = steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'));
    if (this.#names.has(folded) || parents.some((parent) => this.#names.get(parent) === 'file')) this.#collide(name);
    const isParent = kind === 'file' && [...this.#names.keys()].some((other) => other.startsWith(`${folded}/`));
    if (isParent) this.#collide(name);
    this.#names.set(folded, kind);
  }

  #collide(name: string): never {
    throw new PackageError(
      'package.path_escape',
      `The package holds ${JSON.stringify(name)} and another file that is the same one where upper and lower case are not told apart.`,
    );
  }
}
