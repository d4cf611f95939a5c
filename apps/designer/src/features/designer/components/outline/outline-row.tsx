import {
  IconAlertTriangle,
  IconArrowDownLeft,
  IconChevronDown,
  IconChevronRight,
  IconDots,
  IconNote,
  IconPin,
  IconPlus,
  IconRefresh,
} from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { CardMark } from '../../../../components/canvas/canvas-events.ts';
import { describeTrigger } from '../../../../components/canvas/model/words.ts';
import { StepMark } from '../../../../components/canvas/step-mark.tsx';
import { TriggerMark } from '../../../../components/canvas/trigger-mark.tsx';
import type { ConnectorDescription } from '../../../../lib/contract.ts';
import { isSame } from '../../../../lib/json.ts';
import type { OutlineRow } from '../../model/outline-rows.ts';
import styles from './outline.module.css';

interface Props {
  readonly row: OutlineRow;
  /** The part of the outline that it stands in. */
  readonly group: string;
  readonly connectors: readonly ConnectorDescription[];
  readonly isSelected: boolean;
  /** Tab stops here. */
  readonly isStop: boolean;
  readonly isFound: boolean;
  readonly problems: number;
  readonly marks: readonly CardMark[] | undefined;
}

const INDENT_PX = 8;
const STEP_PX = 14;

/** Every edit makes new lines. Those that say the same are not drawn anew. */
export const OutlineLine = memo(function OutlineLine(props: Props): ReactElement {
  const { row, group, isSelected, isStop, isFound } = props;
  const { t } = useTranslation(['workbench', 'canvas']);
  const label = labelOf(row, t);
  const Chevron = row.isOpen ? IconChevronDown : IconChevronRight;
  return (
    <li
      role="treeitem"
      aria-selected={isSelected}
      aria-level={row.level + 1}
      aria-expanded={row.isParent ? row.isOpen : undefined}
      tabIndex={isStop ? 0 : -1}
      draggable={row.kind === 'step'}
      data-id={row.id}
      data-kind={row.kind}
      data-group={group}
      data-found={isFound}
      data-skipped={row.kind === 'step' && row.isSkipped}
      title={label}
      className={styles.item}
      style={{ paddingInlineStart: INDENT_PX + row.level * STEP_PX }}
    >
      {Array.from({ length: row.level }, (_, level) => (
        <span key={level} className={styles.guide} style={{ insetInlineStart: INDENT_PX + level * STEP_PX + 6 }} />
      ))}
      <span className={styles.number}>{row.kind === 'step' ? row.number : ''}</span>
      <Mark row={row} connectors={props.connectors} />
      <span className={styles.label} dir="auto">
        {label}
      </span>
      <Detail row={row} t={t} />
      <Badges {...props} t={t} />
      <span className={styles.more} data-menu aria-hidden="true" title={t('outline.menu')}>
        <IconDots size={14} />
      </span>
      {row.isParent && (
        <span className={styles.fold} data-fold aria-hidden="true">
          <Chevron size={14} />
        </span>
      )}
    </li>
  );
}, isSame);

/** Asked for once a line: large workflows have hundreds. */
type Words = ReturnType<typeof useTranslation<['workbench', 'canvas']>>['t'];

/** What a line says. */
function labelOf(row: OutlineRow, t: Words): string {
  switch (row.kind) {
    case 'trigger':
      return t(`canvas:trigger.${row.trigger.type}`);
    case 'step':
      return row.id;
    case 'way':
      return t(`outline.way.${row.slot.kind}`, { words: row.words });
    case 'branch':
      return t('outline.branch', { number: row.number });
    case 'empty':
      return t('outline.empty');
  }
}

function Mark({
  row,
  connectors,
}: {
  readonly row: OutlineRow;
  readonly connectors: readonly ConnectorDescription[];
}): ReactElement | null {
  if (row.kind === 'trigger')
    return (
      <span className={styles.mark} data-accent>
        <TriggerMark type={row.trigger.type} size={16} />
      </span>
    );
  if (row.kind === 'step')
    return (
      <span className={styles.mark} data-type={row.state.Type}>
        <StepMark state={row.state} connectors={connectors} size={16} />
      </span>
    );
  if (row.kind === 'empty')
    return (
      <span className={styles.mark}>
        <IconPlus size={14} aria-hidden="true" />
      </span>
    );
  if (row.kind === 'way' && row.slot.kind === 'catch')
    return (
      <span className={styles.mark} data-type="Fail">
        <IconArrowDownLeft size={14} aria-hidden="true" />
      </span>
    );
  return null;
}

/** What stands behind the label: where a trigger listens, where a way leads. */
function Detail({ row, t }: { readonly row: OutlineRow; readonly t: Words }): ReactElement | null {
  if (row.kind === 'trigger')
    return (
      <span className={styles.detail}>
        {describeTrigger(row.trigger, (key, values) => t(`canvas:${key}`, { ...values }))}
      </span>
    );
  if (row.kind !== 'way' || row.leadsTo === undefined) return null;
  return (
    <span className={styles.detail} dir="auto">
      → {row.leadsTo}
    </span>
  );
}

function Badges({ row, problems, marks = [], t }: Props & { readonly t: Words }): ReactElement {
  const state = row.kind === 'step' ? row.state : undefined;
  const retries = state !== undefined && 'Retry' in state && state.Retry.length > 0;
  const note = state?.Comment ?? '';
  return (
    <span className={styles.badges}>
      {note !== '' && (
        <span title={note}>
          <IconNote size={14} role="img" aria-label={t('outline.note', { note })} />
        </span>
      )}
      {(marks.includes('pinned') || marks.includes('mocked')) && (
        <span title={t('outline.pinned')}>
          <IconPin size={14} role="img" aria-label={t('outline.pinned')} />
        </span>
      )}
      {retries && (
        <span title={t('outline.retries')}>
          <IconRefresh size={14} role="img" aria-label={t('outline.retries')} />
        </span>
      )}
      {problems > 0 && (
        <span className={styles.problem} title={t('canvas:problems', { count: problems })}>
          <IconAlertTriangle size={14} role="img" aria-label={t('canvas:problems', { count: problems })} />
        </span>
      )}
    </span>
  );
}
