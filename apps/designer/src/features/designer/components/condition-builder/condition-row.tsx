import { ActionIcon, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactElement, type RefObject, useRef } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import {
  CONDITION_OPERATORS,
  type ConditionRow as Row,
  type ConditionValue,
  ONE_SIDED,
} from '../../model/condition.ts';
import type { ConditionSide } from '../../model/condition-draft.ts';
import { withOperator } from '../../model/condition-input.ts';
import { ExpressionInput } from '../code/expression-field.tsx';
import styles from './condition-builder.module.css';
import { ConditionValueInput } from './condition-value.tsx';

/** The side that had the focus last, where a pick goes. */
export type PickTarget = RefObject<(ConditionSide & { readonly editor: RefObject<EditorHandle | null> }) | undefined>;

interface Props {
  readonly number: number;
  /** JSON Pointer of the condition. */
  readonly path: string;
  readonly row: Row;
  readonly targetRef: PickTarget;
  readonly onChange: (row: Row) => void;
  readonly onRemove: (() => void) | undefined;
}

/** One comparison: value, operator, value. */
export function ConditionRow({ number, path, row, targetRef, onChange, onRemove }: Props): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const left = useRef<EditorHandle>(null);
  const right = useRef<EditorHandle>(null);
  const change = (part: { readonly left?: string; readonly right?: ConditionValue }): void =>
    onChange({ ...row, ...part });
  const aim = (side: ConditionSide['side'], editor: RefObject<EditorHandle | null>): void => {
    targetRef.current = { row: number - 1, side, editor };
  };
  return (
    <div className={styles.row} role="group" aria-label={t('condition.row', { number })}>
      <div className={styles.left} onFocus={() => aim('left', left)} data-value>
        <ExpressionInput
          label={t('condition.left', { number })}
          path={path}
          source={row.left}
          placeholder={t('condition.leftHint')}
          handle={left}
          onChange={(source) => change({ left: source })}
        />
        {onRemove !== undefined && (
          <ActionIcon variant="subtle" aria-label={t('condition.remove', { number })} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </div>
      <div className={styles.compared} onFocus={() => aim('right', right)}>
        <Select
          className={styles.operator ?? ''}
          aria-label={t('condition.operator', { number })}
          data={CONDITION_OPERATORS.map((value) => ({ value, label: t(`condition.operators.${value}`) }))}
          value={row.operator}
          allowDeselect={false}
          maxDropdownHeight={320}
          onChange={(next) => next !== null && onChange(withOperator(row, next))}
        />
        {!ONE_SIDED.has(row.operator) && (
          <ConditionValueInput
            number={number}
            path={path}
            row={row}
            handle={right}
            onChange={(value) => change({ right: value })}
          />
        )}
      </div>
    </div>
  );
}
