import { RuntimeError, type RunFilter } from '@millrace/runtime';
import { firstUuidOf, isUuid } from './uuid.ts';

/** Times are bounds of ids: a UUIDv7 begins with its time. */
export function listBounds({
  cursor,
  acceptedFromMs,
  acceptedUntilMs,
}: Pick<RunFilter, 'cursor' | 'acceptedFromMs' | 'acceptedUntilMs'>): {
  fromId?: string;
  beforeId?: string;
} {
  if (cursor !== undefined && !isUuid(cursor)) {
    throw new RuntimeError(
      'list.cursor_invalid',
      'The cursor is none that a list has given out. Leave it away to begin anew.',
    );
  }
  const until = acceptedUntilMs === undefined ? undefined : firstUuidOf(acceptedUntilMs);
  const before = [cursor, until].filter((bound) => bound !== undefined).sort()[0];
  return {
    ...(acceptedFromMs === undefined ? {} : { fromId: firstUuidOf(acceptedFromMs) }),
    ...(before === undefined ? {} : { beforeId: before }),
  };
}
