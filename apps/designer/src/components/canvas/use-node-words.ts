import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../lib/contract.ts';
import { formatDuration } from '../../lib/format.ts';
import type { CardFacts, CanvasStepState } from './canvas-context.ts';
import type { CanvasNode, StateNode } from './model/canvas-graph.ts';
import { slotsOf } from './model/slot.ts';
import { labelOf } from './model/state-card.ts';
import { useKindWords } from './use-kind-words.ts';

/** What nodes are called, and what a screen reader says of them. */
export interface NodeWords {
  readonly title: (node: CanvasNode) => string;
  readonly describe: (node: CanvasNode, facts: CardFacts | undefined) => string;
}

export function useNodeWords(connectors: readonly ConnectorDescription[]): NodeWords {
  const { t } = useTranslation('canvas');
  const kindOf = useKindWords(connectors);
  return useMemo(() => {
    const title = (node: CanvasNode): string => {
      if (node.kind === 'trigger') return t(`trigger.${node.trigger.type}`);
      if (node.kind === 'state') return node.name;
      const name = node.afterTrigger === undefined ? node.after : t(`trigger.${node.afterTrigger}`);
      return name === '' ? t('addFirst') : t('addAfter', { name });
    };
    const describe: NodeWords['describe'] = (node, facts) => {
      if (node.kind !== 'state')
        return node.kind === 'open' ? title(node) : t('describe.trigger', { title: title(node) });
      const { name, number } = node;
      const kind = kindOf(node.state);
      const head = number === '' ? `${name}, ${kind}` : t('describe.step', { number, name, kind });
      return [head, ...factWords(t, node, facts), ...wayWords(t, node)].join(', ');
    };
    return { title, describe };
  }, [t, kindOf]);
}

type Words = TFunction<'canvas'>;

function factWords(t: Words, node: StateNode, facts: CardFacts | undefined): readonly string[] {
  const { step, problems = 0, marks = [], change } = facts ?? {};
  return [
    change === undefined ? '' : t(`change.${change}`),
    node.isSkipped ? t('skipped') : '',
    node.isReachable ? '' : t('notConnected'),
    step === undefined ? '' : stepWords(t, step),
    problems === 0 ? '' : t('problems', { count: problems }),
    ...marks.map((mark) => t(`mark.${mark}`)),
  ].filter((part) => part !== '');
}

/** `failed after 2 attempts, 214 ms`. */
function stepWords(t: Words, { status, attempts, durationMs, visits }: CanvasStepState): string {
  const word = t(`status.${status}`, { ns: 'common' });
  const outcome = attempts > 1 ? t('describe.after', { status: word, count: attempts }) : word;
  const time = durationMs === undefined ? [] : [formatDuration(durationMs)];
  const times = visits > 1 ? [t('visits', { count: visits })] : [];
  return [outcome, ...time, ...times].join(', ');
}

/** `leads to Notify, on any error leads to Refund`. */
function wayWords(t: Words, { name, state }: StateNode): readonly string[] {
  const ways = slotsOf(name, state).filter(({ target }) => target !== undefined);
  if (ways.length === 0) return [t('describe.ends')];
  const plain = ways.flatMap(({ slot, target }) => (slot.kind === 'catch' ? [] : [target ?? '']));
  const caught = ways.flatMap(({ slot, target }) =>
    slot.kind === 'catch' ? [t('describe.catches', { errors: labelOf(slot, state), name: target })] : [],
  );
  return [...(plain.length === 0 ? [] : [t('describe.leads', { names: plain.join(', ') })]), ...caught];
}
