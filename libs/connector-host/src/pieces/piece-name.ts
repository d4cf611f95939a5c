import { PieceError } from './errors.ts';

/** npm's own rule for new packages, and no other form of address: no range, URL, path or tag. */
const PACKAGE_NAME = /^(?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/;
const MAX_NAME_CHARACTERS = 214;
/** SemVer 2.0.0 §2, §9, §10, with nothing left out. */
const EXACT_VERSION = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const MAX_VERSION_CHARACTERS = 64;
const MAX_CONNECTOR_CHARACTERS = 40;
const USUAL_SCOPE = 'activepieces';

/** A package of npm by name and exact version. */
export interface PieceAddress {
  readonly packageName: string;
  readonly version: string;
}

/** Throws `PieceError` for what npm could take for anything but one version of one package. */
export function checkAddress({ packageName, version }: PieceAddress): void {
  const isName = PACKAGE_NAME.test(packageName) && packageName.length <= MAX_NAME_CHARACTERS;
  if (!isName || packageName.startsWith('-') || !/(?:^|\/)piece-/.test(packageName))
    throw new PieceError(
      'piece.name_invalid',
      `"${packageName.slice(0, 100)}" is no name of a piece. Write it like @activepieces/piece-slack.`,
    );
  if (!EXACT_VERSION.test(version) || version.length > MAX_VERSION_CHARACTERS)
    throw new PieceError(
      'piece.version_invalid',
      `"${version.slice(0, 100)}" is no exact version. Write it like 0.17.9, without a range or a tag.`,
    );
}

/** Scope and name in one segment, so that versions stand side by side. */
export function folderNameOf({ packageName, version }: PieceAddress): string {
  return `${packageName.replace('@', '').replace('/', '+')}@${version}`;
}

/** `@activepieces/piece-slack` is `ap-slack`, `@acme/piece-slack` is `ap-acme-slack`. */
export function connectorNameOf(packageName: string): string {
  const [, scope = '', name = ''] = /^(?:@([^/]+)\/)?piece-(.+)$/.exec(packageName) ?? [];
  const words = scope === USUAL_SCOPE || scope === '' ? ['ap', name] : ['ap', scope, name];
  return words
    .join('-')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_CONNECTOR_CHARACTERS)
    .replace(/-+$/, '');
}
