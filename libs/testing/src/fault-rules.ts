import { FAULT_POINTS, type FaultPoint } from '@millrace/runtime';

/** What happens at a point. */
export type FaultAction =
  { readonly kind: 'kill' | 'throw' | 'stop' } | { readonly kind: 'delay'; readonly milliseconds: number };
export interface FaultRule {
  readonly point: FaultPoint;
  /** In [0, 1]. */
  readonly probability: number;
  readonly seed: number;
  readonly action: FaultAction;
}

const RULE = /^([a-z_.]+):(0|1|0?\.\d+|1\.0+):(-?\d{1,12})(?::([a-z0-9-]+))?$/;

const isPoint = (text: string): text is FaultPoint => (FAULT_POINTS as readonly string[]).includes(text);

/**
 * Reads `point:probability:seed[:action]`, several by comma. Actions: `kill` (default), `throw`, `stop`, `delay-<ms>`.
 * Throws for anything else: a fault that is misspelt would be a fault that is not injected.
 */
export function parseFaultRules(text: string): readonly FaultRule[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map(parseRule);
}

function parseRule(part: string): FaultRule {
  const [, point = '', probability, seed, name] = RULE.exec(part) ?? [];
  const action = parseAction(name ?? 'kill');
  if (!isPoint(point) || action === undefined) {
    throw new Error(`"${part}" is no fault. Write point:probability:seed[:kill|throw|stop|delay-<ms>].`);
  }
  return { point, probability: Number(probability), seed: Number(seed), action };
}

function parseAction(text: string): FaultAction | undefined {
  if (text === 'kill' || text === 'throw' || text === 'stop') return { kind: text };
  const milliseconds = /^delay-(\d{1,6})$/.exec(text)?.[1];
  return milliseconds === undefined ? undefined : { kind: 'delay', milliseconds: Number(milliseconds) };
}

/** A number in [0, 1) that the texts decide: FNV-1a with a finish that spreads neighbours. */
export function chanceOf(...texts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of texts.join('\n')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * Decides for the passages of one process. The start number is part of every decision, so that a restart does not crash at
 * the same place for ever.
 */
export function createFaultDecider(
  rules: readonly FaultRule[],
  startNumber: number,
): (point: FaultPoint) => FaultAction | undefined {
  const passages = new Map<FaultPoint, number>();
  return (point) => {
    const mine = rules.filter((rule) => rule.point === point);
    if (mine.length === 0) return undefined;
    const number = (passages.get(point) ?? 0) + 1;
    passages.set(point, number);
    return mine.find(({ seed, probability }) => chanceOf(seed, startNumber, point, number) < probability)?.action;
  };
}
