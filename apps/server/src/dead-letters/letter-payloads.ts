import type { DeadLetterDetail } from '@millrace/runtime';
import type { ShownPayloads } from '../runs/payloads.ts';
import { toDeadLetterDto, type DeadLetterDetailDto } from './dead-letters.dto.ts';

/** Longer bodies are left out of what is read with `payloads=small`. */
const SMALL_BYTES = 65_536;

/** A letter with all that came, for those who may read it. */
export function toDeadLetterDetailDto(letter: DeadLetterDetail, shown: ShownPayloads): DeadLetterDetailDto {
  const { stack, body } = letter;
  const isGone = body === undefined;
  const plain = { ...toDeadLetterDto(letter), isGone, ...(stack === undefined ? {} : { stack }) };
  if (shown === 'none') return plain;
  const { headers, envelope, edited } = letter;
  const { method, path, query } = envelope ?? {};
  const request = {
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(query === undefined ? {} : { query: { ...query } }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
  };
  return {
    ...plain,
    ...(Object.keys(request).length === 0 ? {} : { request }),
    ...(edited === undefined ? {} : { edited: JSON.parse(edited) as unknown }),
    ...shownBody(body, shown),
  };
}

function shownBody(
  body: Uint8Array | undefined,
  shown: ShownPayloads,
): Pick<DeadLetterDetailDto, 'text' | 'base64' | 'leftOut'> {
  if (body === undefined) return {};
  if (shown === 'small' && body.byteLength > SMALL_BYTES) return { leftOut: { body: body.byteLength } };
  const text = textOf(body);
  return text === undefined ? { base64: Buffer.from(body).toString('base64') } : { text };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // They are bytes.
    return undefined;
  }
}
