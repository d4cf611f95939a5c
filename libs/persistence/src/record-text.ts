// A step's record as it is kept: one JSON object, in which payloads that are objects or arrays stand as they are. The port has
// them as texts; escaped inside the record they would be longer, and cost more to write than the step.
import type { StepRecord } from '@millrace/runtime';

const PAYLOADS = ['input', 'arguments', 'output', 'assigned'] as const;

export function toRecordText(step: StepRecord): string {
  const rest: { -readonly [K in keyof StepRecord]?: StepRecord[K] | undefined } = { ...step };
  let nested = '';
  for (const name of PAYLOADS) {
    const text = step[name];
    if (text === undefined || !/^[{[]/.test(text)) continue;
    nested += `,"${name}":${text}`;
    // Left out of the text.
    rest[name] = undefined;
  }
  return `${JSON.stringify(rest).slice(0, -1)}${nested}}`;
}

/** What `JSON.stringify` has made is the same when it is made again. Records of earlier versions have all payloads as texts. */
export function parseRecordText(text: string): StepRecord {
  const step = JSON.parse(text) as Record<string, unknown>;
  for (const name of PAYLOADS) if (typeof step[name] === 'object') step[name] = JSON.stringify(step[name]);
  return step as unknown as StepRecord;
}
