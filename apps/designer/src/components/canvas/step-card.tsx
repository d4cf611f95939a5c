import { IconChevronRight } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { STATE_LOOK } from '../../lib/state-look.ts';
import { type CardFacts, useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import { CardBadges } from './card-badges.tsx';
import { CardFoot } from './card-foot.tsx';
import type { StateNode } from './model/canvas-graph.ts';
import { isContainer } from './model/container.ts';
import { type NodeProps, NodeShell } from './node-shell.tsx';
import { StepMark } from './step-mark.tsx';
import { useKindWords } from './use-kind-words.ts';

export interface StateProps extends NodeProps {
  readonly node: StateNode;
  readonly facts: CardFacts | undefined;
}

/** What a card's frame says of its facts, for the style sheet. */
export function looksOf(
  node: StateNode,
  facts: CardFacts | undefined,
  isRun: boolean,
): Readonly<Record<`data-${string}`, string | boolean | undefined>> {
  const step = facts?.step;
  return {
    'data-look': step === undefined ? undefined : STATE_LOOK[step.status],
    'data-dimmed': isRun && step === undefined,
    'data-skipped': node.isSkipped,
    'data-change': facts?.change,
    'data-found': facts?.marks.includes('found') === true,
  };
}

/** One step. */
export const StepCard = memo(function StepCard(props: StateProps): ReactElement {
  const { node, facts } = props;
  const { words, unseen } = useCanvas();
  return (
    <NodeShell
      {...props}
      label={words.describe(node, facts)}
      className={styles.card}
      isDraggable
      note={node.state.Comment}
      data={{ ...looksOf(node, facts, unseen !== undefined), 'data-type': node.state.Type }}
    >
      <span className={styles.rail} />
      <Body node={node} facts={facts} />
      <ChangeMark facts={facts} />
      <CardFoot step={facts?.step} />
    </NodeShell>
  );
});

interface BodyProps {
  readonly node: StateNode;
  readonly facts: CardFacts | undefined;
}

function Body(props: BodyProps): ReactElement {
  const { Type } = props.node.state;
  if (Type === 'Choice') return <ChoiceBody {...props} />;
  return Type === 'Wait' || Type === 'Succeed' || Type === 'Fail' ? <SmallBody {...props} /> : <CardBody {...props} />;
}

function CardBody({ node, facts }: BodyProps): ReactElement {
  const { connectors, acts } = useCanvas();
  const { t } = useTranslation('canvas');
  const { state, name } = node;
  const sub = useKindWords(connectors)(state);
  return (
    <>
      <div className={styles.head}>
        <span className={styles.tile}>
          <StepMark state={state} connectors={connectors} size={20} />
        </span>
        <span className={styles.words}>
          <NameLine node={node} facts={facts} />
          <span className={styles.sub} title={sub}>
            {sub}
          </span>
          {node.summary !== '' && <span className={styles.summary}>{node.summary}</span>}
        </span>
        {isContainer(state) && (
          <button
            type="button"
            className={styles.fold}
            tabIndex={-1}
            aria-label={t('expand', { name })}
            aria-expanded="false"
            onClick={() => acts.fold(name)}
          >
            <IconChevronRight size={16} aria-hidden="true" />
          </button>
        )}
      </div>
      <CardBadges badges={node.badges} facts={facts} />
    </>
  );
}

export function NameLine({ node, facts }: BodyProps): ReactElement {
  const { t } = useTranslation('canvas');
  const isStale = facts?.marks.includes('stale') === true;
  return (
    <span className={styles.line}>
      <span className={styles.number}>{node.number}</span>
      <span className={styles.name}>{node.name}</span>
      {isStale && <span className={styles.stale} title={t('mark.stale')} />}
    </span>
  );
}

function ChoiceBody({ node, facts }: BodyProps): ReactElement {
  const { t } = useTranslation('canvas');
  const hasDefault = node.state.Type === 'Choice' && node.state.Default !== undefined;
  return (
    <>
      <div className={styles.choiceHead}>
        <span className={styles.tile}>
          <StepMark state={node.state} connectors={[]} size={16} />
        </span>
        <NameLine node={node} facts={facts} />
      </div>
      <CardBadges badges={node.badges} facts={facts} />
      {node.rows.map((row, index) => (
        <div key={row.handle} className={styles.row}>
          <span className={styles.rowNumber}>{index + 1}</span>
          {row.isDefault ? (
            <span className={hasDefault ? undefined : styles.warn}>
              {t(hasDefault ? 'otherwise' : 'otherwiseFails')}
            </span>
          ) : (
            <RuleWords label={row.label} condition={row.condition} />
          )}
        </div>
      ))}
    </>
  );
}

/** A rule by its comment, with its condition behind it; without one, by its condition. */
function RuleWords({ label, condition }: { readonly label: string; readonly condition: string }): ReactElement {
  if (condition === '') return <code>{label}</code>;
  return (
    <>
      <span className={styles.rule}>{label}</span>
      <code className={styles.condition}>{condition}</code>
    </>
  );
}

function SmallBody({ node, facts }: BodyProps): ReactElement {
  const { Type } = node.state;
  return (
    <>
      <div className={styles.small} data-fails={Type === 'Fail'}>
        <StepMark state={node.state} connectors={[]} size={18} />
        <span className={styles.words}>
          <span className={styles.name}>{node.name}</span>
        </span>
        {Type === 'Wait' && <span className={styles.number}>{node.summary}</span>}
      </div>
      <CardBadges badges={node.badges} facts={facts} />
    </>
  );
}

const CHANGE_SIGNS = { added: '+', changed: '~', removed: '−' } as const;

/** How a card differs, as sign and word. */
export function ChangeMark({ facts }: { readonly facts: CardFacts | undefined }): ReactElement | null {
  const { t } = useTranslation('canvas');
  const change = facts?.change;
  if (change === undefined) return null;
  return (
    <span className={styles.change} data-change={change}>
      <b aria-hidden="true">{CHANGE_SIGNS[change]}</b>
      {t(`change.${change}`)}
    </span>
  );
}
