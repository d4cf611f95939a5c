import { IconAlertTriangle, IconPlus, IconRefresh } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../lib/format.ts';
import { STATE_LOOK } from '../../lib/state-look.ts';
import { StateBadge } from '../state-badge.tsx';
import { useCanvas, type CanvasStepState } from './canvas-context.ts';
import styles from './canvas.module.css';
import type { FlowNode } from './flow.ts';
import type { CanvasNode } from './model/canvas-graph.ts';
import { describeTrigger } from './model/words.ts';
import { StepMark } from './step-mark.tsx';
import { TriggerMark } from './trigger-mark.tsx';
import { useKindWords } from './use-kind-words.ts';

type Data<K extends CanvasNode['kind']> = Extract<CanvasNode, { kind: K }>;
const sides = (direction: 'LR' | 'TB'): { in: Position; out: Position } =>
  direction === 'LR' ? { in: Position.Left, out: Position.Right } : { in: Position.Top, out: Position.Bottom };

function In({ direction }: { readonly direction: 'LR' | 'TB' }): ReactElement {
  return <Handle type="target" position={sides(direction).in} id="in" isConnectable={false} />;
}
function Out({ direction, id = 'next' }: { readonly direction: 'LR' | 'TB'; readonly id?: string }): ReactElement {
  return <Handle type="source" position={sides(direction).out} id={id} isConnectable={false} />;
}

/** What starts the workflow. */
export const TriggerNode = memo(function TriggerNode({ data, selected }: NodeProps<FlowNode>): ReactElement {
  const { t } = useTranslation('canvas');
  const { trigger } = data.node as Data<'trigger'>;
  return (
    <div className={`${styles.card} ${styles.trigger}`} data-selected={selected}>
      <div className={styles.head}>
        <span className={styles.tile}>
          <TriggerMark type={trigger.type} size={20} />
        </span>
        <span className={styles.words}>
          <span className={styles.name}>{t(`trigger.${trigger.type}`)}</span>
          <span className={styles.sub}>{describeTrigger(trigger, (key, values) => t(key, { ...values }))}</span>
        </span>
      </div>
      <Out direction={data.direction} />
    </div>
  );
});

/** One step. */
export const StateNode = memo(function StateNode({ data, selected }: NodeProps<FlowNode>): ReactElement {
  const node = data.node as Data<'state'>;
  const { stepStates } = useCanvas();
  const step = stepStates?.[node.name];
  const look = step === undefined ? undefined : STATE_LOOK[step.status];
  const isDimmed = stepStates !== undefined && step === undefined;
  return (
    <div
      className={styles.card}
      data-selected={selected}
      data-skipped={node.isSkipped}
      data-look={look}
      data-dimmed={isDimmed}
    >
      <span className={styles.rail} />
      <In direction={data.direction} />
      <Body node={node} direction={data.direction} />
      <CatchHandles node={node} />
      {stepStates !== undefined && <Foot step={step} />}
    </div>
  );
});

function Body({ node, direction }: { readonly node: Data<'state'>; readonly direction: 'LR' | 'TB' }): ReactElement {
  const { Type } = node.state;
  if (Type === 'Choice') return <ChoiceBody node={node} direction={direction} />;
  if (Type === 'Wait' || Type === 'Succeed' || Type === 'Fail') return <SmallBody node={node} direction={direction} />;
  return <CardBody node={node} direction={direction} />;
}

function CardBody({
  node,
  direction,
}: {
  readonly node: Data<'state'>;
  readonly direction: 'LR' | 'TB';
}): ReactElement {
  const { connectors, readOnly } = useCanvas();
  const { state } = node;
  const sub = useKindWords(connectors)(state);
  return (
    <>
      <div className={styles.head}>
        <span className={styles.tile}>
          <StepMark state={state} connectors={connectors} size={20} />
        </span>
        <span className={styles.words}>
          <span className={styles.line}>
            <span className={styles.number}>{node.number}</span>
            <span className={styles.name}>{node.name}</span>
          </span>
          <span className={styles.sub} title={sub}>
            {sub}
          </span>
          {node.summary !== '' && <span className={styles.summary}>{node.summary}</span>}
        </span>
      </div>
      <Badges node={node} />
      {(node.leadsTo.length > 0 || !readOnly) && <Out direction={direction} />}
    </>
  );
}

function ChoiceBody({
  node,
  direction,
}: {
  readonly node: Data<'state'>;
  readonly direction: 'LR' | 'TB';
}): ReactElement {
  const { t } = useTranslation('canvas');
  const footer = useCanvas().stepStates === undefined ? 0 : ROW_HEIGHT;
  const hasDefault = node.state.Type === 'Choice' && node.state.Default !== undefined;
  return (
    <>
      <div className={styles.choiceHead}>
        <span className={styles.tile}>
          <StepMark state={node.state} connectors={[]} size={16} />
        </span>
        <span className={styles.number}>{node.number}</span>
        <span className={styles.name}>{node.name}</span>
      </div>
      <Badges node={node} />
      {node.rows.map((row, index) => (
        <div key={row.handle} className={styles.row}>
          <span className={styles.rowNumber}>{index + 1}</span>
          {row.isDefault ? (
            <span className={hasDefault ? undefined : styles.warn}>
              {t(hasDefault ? 'otherwise' : 'otherwiseFails')}
            </span>
          ) : (
            <code>{row.label}</code>
          )}
          <Handle
            type="source"
            position={sides(direction).out}
            id={row.handle}
            isConnectable={false}
            {...(direction === 'TB'
              ? {
                  style: {
                    left: spread(index, node.rows.length),
                    top: spreadTop(node, index) + footer,
                    transform: 'translate(-50%, -50%)',
                  },
                }
              : {})}
          />
        </div>
      ))}
    </>
  );
}

/** Top down, the outputs stand side by side on the card's foot, whichever row they belong to. */
const spread = (index: number, count: number): string => `${((index + 1) / (count + 1)) * 100}%`;
const ROW_HEIGHT = 24;
const spreadTop = ({ rows }: Data<'state'>, index: number): number => (rows.length - index) * ROW_HEIGHT;

function SmallBody({
  node,
  direction,
}: {
  readonly node: Data<'state'>;
  readonly direction: 'LR' | 'TB';
}): ReactElement {
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
      {Type === 'Wait' && <Out direction={direction} />}
    </>
  );
}

function Badges({ node }: { readonly node: Data<'state'> }): ReactElement {
  const { t } = useTranslation('canvas');
  const problems = useCanvas().problems[node.name] ?? 0;
  return (
    <span className={styles.badges}>
      {problems > 0 && (
        <span className={styles.problem} title={t('problems', { count: problems })}>
          <IconAlertTriangle size={16} aria-hidden="true" />
        </span>
      )}
      {node.badges.map((badge) => (
        <span key={badge} title={t('retry', { rule: badge })}>
          <IconRefresh size={16} aria-hidden="true" />
        </span>
      ))}
    </span>
  );
}

function CatchHandles({ node }: { readonly node: Data<'state'> }): ReactElement {
  const count = 'Catch' in node.state ? node.state.Catch.length : 0;
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <Handle
          key={index}
          type="source"
          position={Position.Bottom}
          id={`catch:${index}`}
          isConnectable={false}
          style={{ left: `${85 - index * 12}%`, borderRadius: 2 }}
        />
      ))}
    </>
  );
}

function Foot({ step }: { readonly step: CanvasStepState | undefined }): ReactElement {
  const { t } = useTranslation('canvas');
  const { unseen } = useCanvas();
  if (step === undefined) return <div className={styles.foot}>{t(unseen)}</div>;
  return (
    <div className={styles.foot}>
      <StateBadge status={step.status} size={14} variant="icon" />
      {step.durationMs !== undefined && <span>{formatDuration(step.durationMs)}</span>}
      {step.attempts > 1 && <span>{t('attempts', { count: step.attempts })}</span>}
      {step.visits > 1 && <span>{t('visits', { count: step.visits })}</span>}
    </div>
  );
}

/** A way that ends: the place to add the next step. */
export const OpenNode = memo(function OpenNode({ data }: NodeProps<FlowNode>): ReactElement {
  const { t } = useTranslation('canvas');
  const { onAdd } = useCanvas();
  const node = data.node as Data<'open'>;
  const label = t('addAfter', { name: data.afterTitle });
  return (
    <div className={styles.open}>
      <Handle
        type="target"
        position={sides(data.direction).in}
        id="in"
        isConnectable={false}
        style={{ visibility: 'hidden' }}
      />
      <button
        type="button"
        className={styles.add}
        tabIndex={-1}
        aria-label={label}
        title={label}
        onClick={(event) => onAdd?.(node.slot, event.currentTarget)}
      >
        <IconPlus size={14} aria-hidden="true" />
      </button>
    </div>
  );
});
