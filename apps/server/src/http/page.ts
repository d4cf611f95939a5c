import { z } from 'zod';
import { keptText } from './text.ts';

const DEFAULT_PAGE_LIMIT = 50;
const MAX_PAGE_LIMIT = 200;

/** `?cursor=&limit=` of every list. */
export const pageQuery = {
  cursor: keptText(0, 500).optional().meta({ description: 'From `nextCursor` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_LIMIT).default(DEFAULT_PAGE_LIMIT),
};

/** A list answer: `{ items, nextCursor? }`. */
export function pageOf<S extends z.ZodType>(
  items: S,
): z.ZodObject<{ items: z.ZodArray<S>; nextCursor: z.ZodOptional<z.ZodString> }> {
  return z.object({ items: z.array(items), nextCursor: z.string().optional() });
}

/** An epoch time as the API writes it: ISO 8601 with milliseconds. */
export function toIsoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
