// How much of what a run was about is shown: a page that lists a thousand steps has no use for their megabytes.
import type { JsonText } from '@millrace/runtime';
import { z } from 'zod';

/** Longer values are left out of what is read with `payloads=small`, in characters. */
const SMALL_CHARACTERS = 65_536;

export type ShownPayloads = 'full' | 'small' | 'none';

export const payloadsQuery = z.enum(['full', 'small', 'none']).default('full').meta({
  description: '`small`: values over 64 KiB are left out, and `leftOut` has their lengths. `none`: all are.',
});

/** Name -> length. */
export const leftOutDto = z
  .record(z.string(), z.int())
  .optional()
  .meta({ description: 'Values that were left out, with their lengths in characters of JSON.' });

/** Values by name, as an answer has them. */
export function shownPayloads(
  texts: Readonly<Record<string, JsonText | undefined>>,
  shown: ShownPayloads,
): Record<string, unknown> & { leftOut?: Record<string, number> } {
  if (shown === 'none') return {};
  const leftOut: Record<string, number> = {};
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(texts)) {
    if (text === undefined) continue;
    if (shown === 'small' && text.length > SMALL_CHARACTERS) leftOut[name] = text.length;
    else values[name] = JSON.parse(text);
  }
  return Object.keys(leftOut).length === 0 ? values : { ...values, leftOut };
}
