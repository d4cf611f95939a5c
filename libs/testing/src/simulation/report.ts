import { scenarioOf } from './scenario.ts';
import { shrink } from './shrink.ts';
import type { SimulationResult } from './simulation.ts';

const HISTORY_LINES = 60;

/** All that somebody needs who looks for a defect: the seed, what is wrong, and for the first one the smallest scenario found. */
export async function describeFailure(
  seed: number,
  { violations, history }: SimulationResult,
  { nowMs, isFirst }: { readonly nowMs: () => number; readonly isFirst: boolean },
): Promise<string> {
  const lines = [
    `Seed ${seed} (replay it: SEED=${seed} npm test -- simulation):`,
    ...violations.slice(0, 10).map(({ code, text }) => `  ${code}: ${text}`),
  ];
  const [first] = violations;
  const small = isFirst && first !== undefined ? await shrink(scenarioOf(seed), first.code, nowMs) : undefined;
  if (small === undefined) return [...lines, 'Last history:', ...history.slice(-HISTORY_LINES)].join('\n');
  const { workflows, events, deeds, rates } = small.scenario;
  return [
    ...lines,
    `The smallest scenario found in ${small.tries} tries that breaks the same (${first?.code ?? ''}):`,
    ...workflows.map(({ document }) => JSON.stringify(document)),
    JSON.stringify({ seed: small.scenario.seed, events, deeds, rates }),
    'Its history:',
    ...small.result.history.slice(-HISTORY_LINES),
  ].join('\n');
}
