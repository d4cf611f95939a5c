import type { LoadedPiece } from './load-piece.ts';
import { AUTH_TYPES, type JsonLike, type PieceProperties } from './piece-shape.ts';
import type { AuthValue } from './protocol.ts';

type Fields = Readonly<Record<string, JsonLike>>;

/** What a piece gets for its connection: old ones the bare value, newer ones an object that says what it is. */
export function authValueOf({ contextVersion, auth: ways }: LoadedPiece, given: AuthValue | null): unknown {
  const type = given === null ? undefined : ways.get(given.key)?.type;
  if (given === null || type === undefined) return undefined;
  return contextVersion === 'none' ? bareOf(type, given.fields) : typedOf(type, given.fields);
}

/** What checks of a connection are given, in all generations. */
export function bareOf(type: string, fields: Fields): unknown {
  if (type === 'SECRET_TEXT') return fields.secret;
  if (type === 'OAUTH2') return typedOf(type, fields);
  return fields;
}

function typedOf(type: string, fields: Fields): unknown {
  if (type === 'SECRET_TEXT') return { type, secret_text: fields.secret };
  if (type === 'BASIC_AUTH') return { type, ...fields };
  if (type === 'CUSTOM_AUTH') return { type, props: fields };
  const { access_token, refresh_token, token_type = 'Bearer', scope = '', data = {}, ...props } = fields;
  return { type, access_token, refresh_token, token_type, scope, data: { ...(data as Fields), access_token }, props };
}

/** In the first generation the connection was a field of the form. */
export function withAuthFields(form: PieceProperties, value: unknown): Readonly<Record<string, unknown>> {
  const names = Object.keys(form).filter((name) => AUTH_TYPES.has(form[name]?.type ?? ''));
  return Object.fromEntries(names.map((name) => [name, value]));
}
