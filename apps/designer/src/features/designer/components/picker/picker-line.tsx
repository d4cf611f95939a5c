import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBraces,
  IconBrackets,
  IconCheck,
  IconChevronDown,
  IconChevronRight,
  IconCircleDashed,
  IconHash,
  IconLetterT,
  IconListNumbers,
  IconPlayerPlay,
  IconRepeat,
  IconToggleLeft,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Trigger, WorkflowDocument } from '@millrace/machine';
import { type ReactElement, use } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { StepMark } from '../../../../components/canvas/step-mark.tsx';
import { TriggerMark } from '../../../../components/canvas/trigger-mark.tsx';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { Time } from '../../../../components/time.tsx';
import type { DataType } from '../../model/data-shape.ts';
import type { PickerRoot } from '../../model/picker-root.ts';
import { usePanel } from '../panel/panel-context.ts';
import { WorkbenchContext } from '../workbench-context.ts';
import styles from './data-picker.module.css';
import type { PickerRow } from './picker-rows.ts';

const TYPE_ICONS: Readonly<Record<DataType, TablerIcon>> = {
  text: IconLetterT,
  number: IconHash,
  boolean: IconToggleLeft,
  list: IconBrackets,
  object: IconBraces,
  null: IconCircleDashed,
  unknown: IconCircleDashed,
};
const ROOT_ICONS: Readonly<Partial<Record<PickerRoot['kind'], TablerIcon>>> = {
  item: IconRepeat,
  index: IconListNumbers,
  error: IconAlertTriangle,
  errorOutput: IconAlertTriangle,
  previous: IconArrowBackUp,
  result: IconCheck,
  run: IconPlayerPlay,
};

interface Props {
  readonly row: PickerRow;
  readonly isAdvanced: boolean;
  readonly onToggle: (row: PickerRow) => void;
}

/** One line of the picker: what it is, what it is called, and what it holds. */
export function PickerLine({ row, isAdvanced, onToggle }: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const Chevron = row.isOpen ? IconChevronDown : IconChevronRight;
  const Type = TYPE_ICONS[row.type];
  const isRoot = row.level === 0;
  if (row.leftOut !== undefined)
    return <span className={styles.quiet}>{t('picker.leftOut', { count: row.leftOut })}</span>;
  return (
    <>
      <span
        className={styles.fold}
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          if (row.isBranch) onToggle(row);
        }}
      >
        {row.isBranch && <Chevron size={14} />}
      </span>
      <span className={styles.type} title={t(`types.${row.type}`)}>
        {isRoot ? <RootMark root={row.root} /> : <Type size={14} stroke={1.75} aria-hidden="true" />}
      </span>
      <span className={isRoot ? styles.root : styles.key} dir="auto">
        {isRoot && row.root.step !== undefined && !isAdvanced && `${row.root.step.number} `}
        {row.label}
      </span>
      {isRoot ? <RootNote root={row.root} /> : <Detail row={row} />}
    </>
  );
}

/** The mark of what a value is of: the same as on the canvas. */
export function RootMark({ root, size = 14 }: { readonly root: PickerRoot; readonly size?: number }): ReactElement {
  const { connectors = [], document } = use(WorkbenchContext) ?? {};
  if (root.kind === 'trigger') return <TriggerMark type={root.trigger ?? firstTrigger(document)} size={size} />;
  if (root.kind === 'step' && root.step !== undefined)
    return <StepMark state={root.step.state} connectors={connectors} size={size} />;
  const Icon = ROOT_ICONS[root.kind] ?? IconBraces;
  return <Icon size={size} stroke={1.75} aria-hidden="true" />;
}

const firstTrigger = (document: WorkflowDocument | undefined): Trigger['type'] =>
  Object.values(document?.triggers ?? {})[0]?.type ?? 'call';

/** Whether it may be missing, and how its shape is known. */
function RootNote({ root }: { readonly root: PickerRoot }): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const { kind, at } = usePanel().source ?? {};
  const isOfRun = root.source === 'sample' && (kind === 'run' || kind === 'test') && at !== undefined;
  return (
    <span className={styles.note}>
      {root.mayBeMissing === true && (
        <span className={styles.missing}>
          <IconAlertTriangle size={12} aria-hidden="true" />
          {t('picker.mayBeMissing')}
        </span>
      )}
      {isOfRun ? (
        <>
          {t(`source.${kind}`)} <Time at={at} />
        </>
      ) : (
        root.source !== undefined && t(`source.${root.source}`)
      )}
    </span>
  );
}

function Detail({ row }: { readonly row: PickerRow }): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const text = row.count === undefined ? row.detail : t('picker.items', { count: row.count });
  return text === '' ? (
    <span className={styles.note}>{t(`types.${row.type}`)}</span>
  ) : (
    <span className={styles.sample}>{text}</span>
  );
}
