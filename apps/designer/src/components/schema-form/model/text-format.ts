import type { JsonValue } from '@millrace/machine';

/** What a text is not. */
export type TextFault = 'uri' | 'email';

/** What is wrong with a text of a known format; nothing is said of one that is empty, or only partly text. */
export function faultOfText(text: string, format: JsonValue | undefined): TextFault | undefined {
  if (text === '') return undefined;
  if (format === 'uri' || format === 'url') return /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) ? undefined : 'uri';
  if (format === 'email') return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text) ? undefined : 'email';
  return undefined;
}
