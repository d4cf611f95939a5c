import type { WorkflowDocument } from '@millrace/machine';
import type { KeyboardEvent } from 'react';
import { areSingleKeysOn } from '../../lib/single-keys.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import type { MapIterations } from './canvas-context.ts';
import type { CanvasEvents, CanvasItem } from './canvas-events.ts';
import { isStateItem } from './model/items.ts';
import { nextFailed, stepped } from './model/iterations.ts';
import { boxesAround } from './model/scope.ts';

interface Shown extends Pick<CanvasEvents, 'onIteration'> {
  readonly document: WorkflowDocument;
  /** Name of a Map -> its iterations in the run that is shown. */
  readonly iterations?: Readonly<Record<string, MapIterations>>;
  readonly current: CanvasItem | undefined;
  readonly say: (words: string) => void;
}

/** Another iteration of the selected Map, or of the innermost one around the selected step. Tells whether a key did that. */
export function useIterationKeys(shown: Shown): (event: KeyboardEvent) => boolean {
  const { t } = useTranslation('canvas');
  return ({ key, altKey, ctrlKey, metaKey }) => {
    const choose = altKey || ctrlKey || metaKey || !areSingleKeysOn() ? undefined : CHOICES.get(key);
    const found = choose === undefined ? undefined : iterationsAt(shown);
    if (choose === undefined || found === undefined) return false;
    const index = choose(found.iterations);
    shown.onIteration?.(found.map, index);
    const { count } = found.iterations;
    shown.say(index === undefined ? t('iteration.all', { count }) : t('iteration.one', { number: index + 1, count }));
    return true;
  };
}

const CHOICES = new Map<string, (iterations: MapIterations) => number | undefined>([
  [',', (iterations) => stepped(iterations, -1)],
  ['.', (iterations) => stepped(iterations, 1)],
  ['f', (iterations) => nextFailed(iterations) ?? iterations.index],
]);

function iterationsAt({
  document,
  iterations = {},
  current,
}: Shown): { readonly map: string; readonly iterations: MapIterations } | undefined {
  if (current === undefined || !isStateItem(current)) return undefined;
  const map = [current, ...boxesAround(document, current)].find((name) => Object.hasOwn(iterations, name));
  const found = map === undefined ? undefined : iterations[map];
  return map === undefined || found === undefined ? undefined : { map, iterations: found };
}
