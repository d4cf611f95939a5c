import { createHash } from 'node:crypto';
import { FatalError, type JsonValue, type PollingTrigger } from '@millrace/connector-sdk';
import type { Manifest, ManifestTrigger } from '@millrace/connector-sdk/platform';
import { checksOf } from '../schema-check.ts';

/** Where a trigger stands, and by which schema that was written. */
export interface KeptCursor {
  readonly value: JsonValue;
  readonly schema: string;
}
interface Cursors {
  readonly hash: string;
  readonly check: (value: unknown) => string | undefined;
}
const known = new WeakMap<ManifestTrigger, Cursors>();

function cursorsOf(manifest: Manifest, trigger: ManifestTrigger): Cursors {
  const found = known.get(trigger);
  if (found !== undefined) return found;
  const { cursor } = trigger;
  const made =
    cursor === undefined
      ? { hash: '', check: () => undefined }
      : { hash: hashOf(cursor), check: checksOf(manifest, { input: cursor, output: cursor }).output };
  known.set(trigger, made);
  return made;
}

const hashOf = (schema: object): string =>
  createHash('sha256').update(JSON.stringify(schema, sortMembers)).digest('hex').slice(0, 32);

function sortMembers(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The cursor that an earlier version has left, as one of this version. Throws `FatalError` when it cannot be. */
export async function adoptCursor(
  kept: KeptCursor | undefined,
  {
    manifest,
    described,
    trigger,
  }: { readonly manifest: Manifest; readonly described: ManifestTrigger; readonly trigger: PollingTrigger },
): Promise<JsonValue | undefined> {
  if (kept === undefined) return undefined;
  const { hash, check } = cursorsOf(manifest, described);
  if (kept.schema === hash) return kept.value;
  const migrate = trigger.by === 'code' ? trigger.migrateCursor : undefined;
  const value = migrate === undefined ? kept.value : await Promise.resolve(migrate(kept.value));
  const complaint = check(value);
  if (complaint === undefined) return value;
  const message = `Where the trigger stands was noted by another version, and means nothing to this one: ${complaint}`;
  throw new FatalError(message, { detail: { code: 'trigger.cursor_invalid' } });
}

/** A cursor that a trigger has left, to be kept. Throws `FatalError` for one that does not fit. */
export function keepCursor(value: JsonValue, manifest: Manifest, described: ManifestTrigger): KeptCursor {
  const { hash, check } = cursorsOf(manifest, described);
  const complaint = check(value);
  if (complaint === undefined) return { value, schema: hash };
  throw new FatalError(`The cursor does not fit its schema: ${complaint}`, {
    detail: { code: 'connector.output_mismatch' },
  });
}
