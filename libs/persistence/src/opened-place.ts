import { RuntimeError } from '@millrace/runtime';
import { storable } from './storable.ts';
import { isUuid } from './uuid.ts';

/** When a token was opened, in microseconds since the epoch; its run, its path. A place in a list of them. */
export type OpenedPlace = readonly [openedMicroseconds: string, runId: string, path: string];

/** What a list gives out for its next page. */
export function cursorOf(place: OpenedPlace): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** `list.cursor_invalid` for what is none. */
export function placeOf(cursor: string): OpenedPlace {
  const place = readJson(Buffer.from(cursor, 'base64url').toString());
  if (isPlace(place)) return place;
  throw new RuntimeError(
    'list.cursor_invalid',
    'The cursor is none that a list has given out. Leave it away to begin anew.',
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPlace(place: unknown): place is OpenedPlace {
  if (!Array.isArray(place) || place.length !== 3 || !place.every((part) => typeof part === 'string')) return false;
  const [openedMicroseconds, runId, path] = place as [string, string, string];
  return /^\d{1,16}$/.test(openedMicroseconds) && isUuid(runId) && storable(path) === path;
}
