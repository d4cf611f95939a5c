import type { Bridge } from './bridge.ts';
import { bytesToText, textToBytes } from './realm-text.ts';

const PARTS = [
  ...(['href', 'origin', 'protocol', 'username', 'password', 'host'] as const),
  ...(['hostname', 'port', 'pathname', 'search', 'hash'] as const),
];
const MAX_RANDOM_BYTES = 65_536;

const partsOf = (url: URL): string => JSON.stringify(Object.fromEntries(PARTS.map((part) => [part, url[part]])));
const orUndefined = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** What realms ask for that has nothing to do with a call. The realm may send anything, so nothing is trusted to be a text. */
export const utilities: Omit<Bridge, 'log' | 'startTimer' | 'stopTimer' | 'returned' | 'threw'> = {
  parseUrl: (text, base) =>
    orUndefined(() => partsOf(base === undefined ? new URL(asText(text)) : new URL(asText(text), asText(base)))),
  changeUrl: (href, part, value) =>
    orUndefined(() => {
      const url = new URL(asText(href));
      const name = PARTS.find((known) => known === part);
      if (name !== undefined && name !== 'origin') url[name] = asText(value);
      return partsOf(url);
    }),
  encodeText: (text) => bytesToText(new TextEncoder().encode(asText(text))),
  decodeText: (bytes, isStrict, keepsMark) =>
    orUndefined(() =>
      new TextDecoder('utf-8', { fatal: isStrict, ignoreBOM: keepsMark }).decode(textToBytes(asText(bytes))),
    ),
  encodeBase64: (bytes) => btoa(asText(bytes)),
  decodeBase64: (text) => orUndefined(() => atob(asText(text))),
  randomBytes: (count) =>
    bytesToText(
      crypto.getRandomValues(new Uint8Array(typeof count === 'number' ? Math.min(count, MAX_RANDOM_BYTES) : 0)),
    ),
  randomUuid: () => crypto.randomUUID(),
};

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
