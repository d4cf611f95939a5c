import type { HttpExchange } from '../../lib/contract.ts';

export type PhaseName = 'dns' | 'connect' | 'tls' | 'firstByte' | 'transfer';

export interface Phase {
  readonly name: PhaseName;
  readonly durationMs: number;
}

/** What a request spent its time on, in order. What it did not need is not among them. */
export function phasesOf({ dnsMs, connectMs, tlsMs, firstByteMs, transferMs }: HttpExchange): readonly Phase[] {
  const all: readonly (readonly [PhaseName, number | undefined])[] = [
    ['dns', dnsMs],
    ['connect', connectMs],
    ['tls', tlsMs],
    ['firstByte', firstByteMs],
    ['transfer', transferMs],
  ];
  return all.flatMap(([name, durationMs]) => (durationMs === undefined ? [] : [{ name, durationMs }]));
}

/** The whole of a request; while it lasted, as much of it as is known. */
export function durationOf(exchange: HttpExchange): number {
  return exchange.durationMs ?? phasesOf(exchange).reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** The parts of a line that is as long as the longest request, in percent of it. */
export function partsOf(exchange: HttpExchange, longestMs: number): readonly (Phase & { readonly percent: number })[] {
  const whole = Math.max(longestMs, Number.EPSILON);
  return phasesOf(exchange).map((phase) => ({ ...phase, percent: (phase.durationMs / whole) * 100 }));
}
