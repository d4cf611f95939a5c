import type { ThrownFacts } from '../published-messages.ts';
import { encode } from './wire.ts';

/** Which request of ours an error came from: given back, the parent takes its own. */
const requestOf = new WeakMap<object, number>();

const FAMILIES: readonly unknown[] = ['fatal', 'retryable', 'pause'];
const MAX_CHARACTERS = 16_000;

/** An error that the parent refused a request with, for the code to catch. */
export function toError({ name, message, ...marks }: ThrownFacts, rpc: number): Error {
  const error = Object.assign(new Error(message), marks);
  error.name = name;
  requestOf.set(error, rpc);
  return error;
}

/** What was thrown, as JSON. The code may have thrown anything: also what throws when it is looked at. */
export function describeThrown(thrown: unknown): string {
  try {
    return encode(factsOf(thrown));
  } catch {
    return encode({ name: 'Error', message: 'Something was thrown that cannot be described.' });
  }
}

function factsOf(thrown: unknown): ThrownFacts {
  if (typeof thrown !== 'object' || thrown === null) return { name: 'Error', message: cut(String(thrown)) };
  const { name, message, stack } = thrown as Partial<ThrownFacts>;
  const rpc = requestOf.get(thrown);
  return {
    name: typeof name === 'string' ? name.slice(0, 100) : 'Error',
    message: cut(typeof message === 'string' ? message : `Something without a message was thrown: ${encode(thrown)}`),
    ...(typeof stack === 'string' ? { stack: linesOfCode(stack) } : {}),
    ...marksOf(thrown),
    ...(rpc === undefined ? {} : { rpc }),
  };
}

/** By which the parent knows the three failures of the SDK. */
function marksOf(thrown: object): Partial<ThrownFacts> {
  const { connectorFailure, errorName, retryAfterMs, detail } = thrown as Partial<ThrownFacts>;
  return {
    ...(FAMILIES.includes(connectorFailure) && connectorFailure !== undefined ? { connectorFailure } : {}),
    ...(typeof errorName === 'string' ? { errorName } : {}),
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
    ...(isSendable(detail) ? { detail } : {}),
  };
}

const cut = (text: string): string => text.slice(0, MAX_CHARACTERS);

function isSendable(detail: unknown): detail is NonNullable<ThrownFacts['detail']> {
  if (typeof detail !== 'object' || detail === null) return false;
  return encode(detail).length <= MAX_CHARACTERS;
}

/** Of a stack, the lines that are in the connector's own file. */
function linesOfCode(stack: string): string {
  const lines = stack.split('\n').filter((line) => line.includes('blob:'));
  return cut(lines.map((line) => line.trim().replace(/blob:[^:)]*?(?=:\d)/, 'index.js')).join('\n'));
}
