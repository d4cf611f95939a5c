import { createRequire } from 'node:module';
import {
  AUTH_TYPES,
  type Piece,
  type PieceAction,
  type PieceAuth,
  type PieceProperties,
  type PieceTrigger,
} from './piece-shape.ts';
import { SourceNames, toMemberNames } from './names.ts';

/** A piece, ready to be called by the names that the manifest gives its parts. */
export interface LoadedPiece {
  readonly piece: Piece;
  /** 'none', '1', '2'. */
  readonly contextVersion: string;
  readonly generation: 0 | 1 | 2;
  readonly actions: ReadonlyMap<string, PieceAction>;
  readonly triggers: ReadonlyMap<string, PieceTrigger>;
  /** Ways of signing in, by name. */
  readonly auth: ReadonlyMap<string, PieceAuth>;
  readonly sources: SourceNames;
}

/** Loads a piece's code into this process. Throws a sentence for what is no piece. */
export function loadPiece(file: string): LoadedPiece {
  const exported: unknown = createRequire(file)(file);
  const piece = Object.values(exported as Readonly<Record<string, unknown>>).find(isPiece);
  if (piece === undefined) throw new Error('The package exports no piece.');
  return arrangePiece(piece);
}

function isPiece(value: unknown): value is Piece {
  if (typeof value !== 'object' || value === null) return false;
  const { actions, triggers, _actions, _triggers } = value as Partial<Piece>;
  const hasParts = typeof _actions === 'object' || typeof _triggers === 'object';
  return hasParts || (typeof actions === 'function' && typeof triggers === 'function');
}

const versionOf = ({ getContextInfo }: Piece): string =>
  typeof getContextInfo === 'function' ? (getContextInfo().version ?? 'none') : 'none';

/** Gives all parts their names. The same code gives the same names. */
function arrangePiece(piece: Piece): LoadedPiece {
  const isOld = typeof piece.actions !== 'function';
  const actions = toMemberNames(isOld ? piece._actions : piece.actions());
  const triggers = toMemberNames(isOld ? piece._triggers : piece.triggers?.());
  const contextVersion = versionOf(piece);
  const members = [...actions.values(), ...triggers.values()];
  return {
    ...{ piece, contextVersion, actions, triggers },
    generation: contextVersion === '2' ? 2 : isOld ? 0 : 1,
    auth: piece.auth === undefined ? authOfProperties(members) : authOfPiece(piece.auth),
    sources: new SourceNames(members.map(({ props = {} }) => props)),
  };
}

const KIND_NAMES: Readonly<Record<string, string>> = {
  SECRET_TEXT: 'secret',
  BASIC_AUTH: 'basic',
  CUSTOM_AUTH: 'custom',
  OAUTH2: 'oauth2',
  OIDC: 'oidc',
};

function authOfPiece(given: PieceAuth | readonly PieceAuth[]): ReadonlyMap<string, PieceAuth> {
  const kinds = new Map<string, PieceAuth>();
  for (const auth of Array.isArray(given) ? (given as readonly PieceAuth[]) : [given as PieceAuth]) {
    const name = KIND_NAMES[auth.type] ?? auth.type.toLowerCase();
    let unique = name;
    for (let count = 2; kinds.has(unique); count += 1) unique = `${name}_${count}`;
    kinds.set(unique, auth);
  }
  return kinds;
}

/** In the first generation signing in was a field of each action, under any name. */
function authOfProperties(members: readonly { readonly props?: PieceProperties }[]): ReadonlyMap<string, PieceAuth> {
  const kinds = new Map<string, PieceAuth>();
  for (const { props = {} } of members)
    for (const [name, property] of Object.entries(props))
      if (AUTH_TYPES.has(property.type) && !kinds.has(name)) kinds.set(name, property);
  return kinds;
}
