import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { type Condition, EMPTY_ROW } from '../../model/condition.ts';
import styles from './condition-builder.module.css';
import { ConditionRow, type PickTarget } from './condition-row.tsx';

interface Props {
  /** JSON Pointer of the condition. */
  readonly path: string;
  readonly condition: Condition;
  readonly isUnfinished: boolean;
  /** Where a pick goes: the value that had the focus last. */
  readonly targetRef: PickTarget;
  readonly onChange: (condition: Condition) => void;
}

/** A condition as comparisons, all of which or any of which must hold. */
export function ConditionBuilder({ path, condition, isUnfinished, targetRef, onChange }: Props): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const { join, rows } = condition;
  const joins = ['and', 'or'] as const;
  return (
    <div className={styles.builder}>
      {rows.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label={t('condition.join')}
          data={joins.map((value) => ({ value, label: t(value === 'and' ? 'condition.all' : 'condition.any') }))}
          value={join}
          onChange={(next) => onChange({ ...condition, join: next })}
        />
      )}
      {rows.map((row, index) => (
        <div key={index} className={styles.joined}>
          {index > 0 && <span className={styles.join}>{t(`condition.joins.${join}`)}</span>}
          <ConditionRow
            number={index + 1}
            path={path}
            row={row}
            targetRef={targetRef}
            onChange={(next) => onChange({ join, rows: rows.map((other, at) => (at === index ? next : other)) })}
            onRemove={
              rows.length > 1 ? () => onChange({ join, rows: rows.filter((_, at) => at !== index) }) : undefined
            }
          />
        </div>
      ))}
      <div className={styles.foot}>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange({ join, rows: [...rows, EMPTY_ROW] })}
        >
          {t('condition.add')}
        </Button>
        {isUnfinished && <span className={styles.note}>{t('condition.incomplete')}</span>}
      </div>
    </div>
  );
}
