import { IconChevronDown } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { StateBadge } from '../state-badge.tsx';
import { useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import { CardBadges } from './card-badges.tsx';
import { IterationPicker } from './iteration-picker.tsx';
import type { StateNode } from './model/canvas-graph.ts';
import { containerFacts } from './model/container.ts';
import { NodeShell } from './node-shell.tsx';
import { ChangeMark, looksOf, NameLine, type StateProps } from './step-card.tsx';
import { StepMark } from './step-mark.tsx';

/** The head of a box around other steps; the box itself lets the pointer through to what is inside. */
export const ContainerHead = memo(function ContainerHead(props: StateProps): ReactElement {
  const { node, facts } = props;
  const { t } = useTranslation('canvas');
  const { words, acts, unseen } = useCanvas();
  const { name, state } = node;
  return (
    <NodeShell
      {...props}
      label={words.describe(node, facts)}
      className={styles.container}
      isDraggable
      note={state.Comment}
      data={looksOf(node, facts, unseen !== undefined)}
    >
      <span className={styles.rail} />
      <div className={styles.containerHead}>
        <button
          type="button"
          className={styles.fold}
          tabIndex={-1}
          aria-label={t('collapse', { name })}
          aria-expanded="true"
          title={t('collapse', { name })}
          onClick={() => acts.fold(name)}
        >
          <IconChevronDown size={16} aria-hidden="true" />
        </button>
        {facts?.step === undefined ? (
          <StepMark state={state} connectors={[]} size={16} />
        ) : (
          <StateBadge status={facts.step.status} size={16} variant="icon" />
        )}
        <NameLine node={node} facts={facts} />
        {facts?.iterations === undefined ? (
          <Chips node={node} />
        ) : (
          <IterationPicker map={name} iterations={facts.iterations} />
        )}
        <CardBadges badges={node.badges} facts={facts} />
      </div>
      <ChangeMark facts={facts} />
    </NodeShell>
  );
});

/** What a box goes through, and how. */
function Chips({ node: { state } }: { readonly node: StateNode }): ReactElement {
  const { t } = useTranslation('canvas');
  const { branches, items, atOnce, batchSize, tolerated } = containerFacts(state);
  const chips = [
    state.Type === 'Parallel' ? t('inside.branches', { count: branches }) : '',
    atOnce === '' ? '' : t('chip.atOnce', { count: atOnce }),
    batchSize === '' ? '' : t('chip.batches', { count: batchSize }),
    tolerated === '' ? '' : t('chip.tolerated', { count: tolerated }),
  ].filter((chip) => chip !== '');
  return (
    <span className={styles.chips}>
      {items !== '' && <code title={items}>{items}</code>}
      {chips.map((chip) => (
        <span key={chip} className={styles.chip} title={chip}>
          {chip}
        </span>
      ))}
    </span>
  );
}
