// Media types: what a body is written as, and what an answer is read as.
import { entriesOf } from '../json-access.ts';
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';

export type BodyKind = 'json' | 'form' | 'multipart' | 'bytes' | 'text';

/** In the order in which they are taken. */
const BODIES: readonly { readonly matches: RegExp; readonly kind: BodyKind }[] = [
  { matches: /^(?:application|text)\/json$/, kind: 'json' },
  { matches: /^[\w.-]+\/[\w.+-]+\+json$/, kind: 'json' },
  { matches: /^application\/x-www-form-urlencoded$/, kind: 'form' },
  { matches: /^multipart\//, kind: 'multipart' },
  { matches: /^application\/octet-stream$/, kind: 'bytes' },
  { matches: /^text\/(?!xml)/, kind: 'text' },
  { matches: /(?:\/|\+)xml$|^application\/(?:x-ndjson|x-yaml|yaml|graphql|javascript|jwt)$/, kind: 'text' },
  { matches: /\*/, kind: 'json' },
  { matches: /^(?:image|audio|video|font|application)\//, kind: 'bytes' },
];

/** One of the types under which a body or an answer is described. */
export interface ChosenMedia {
  /** Lower case, without parameters. */
  readonly type: string;
  readonly kind: BodyKind;
  /** What the document says under the type. */
  readonly media: JsonObject;
}

/** The type that comes first in the order; undefined when none is known. */
export function chooseMedia(content: JsonValue | undefined): ChosenMedia | undefined {
  const known = entriesOf(content).flatMap(([name, media]) => {
    const type = name.split(';')[0]?.trim().toLowerCase() ?? '';
    const rank = BODIES.findIndex(({ matches }) => matches.test(type));
    const kind = BODIES[rank]?.kind;
    const described = typeof media === 'object' && media !== null && !Array.isArray(media) ? (media as JsonObject) : {};
    return kind === undefined ? [] : [{ rank, type, kind, media: described }];
  });
  const [first] = known.sort((left, right) => left.rank - right.rank);
  return first === undefined ? undefined : { type: first.type, kind: first.kind, media: first.media };
}

/** Whether a type can be put into a header as it stands. */
export const isPlainMedia = (type: string): boolean => /^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*$/.test(type);
