import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { type ReactElement, type Ref, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { type ConditionOperator, type ConditionRow, type ConditionValue, isPattern } from '../../model/condition.ts';
import { kindOf, kindsFor, textOfValue, valueOfText, withKind } from '../../model/condition-input.ts';
import { ExpressionInput } from '../code/expression-field.tsx';
import styles from './condition-builder.module.css';

interface Props {
  readonly number: number;
  readonly path: string;
  readonly row: ConditionRow;
  readonly handle: Ref<EditorHandle>;
  readonly onChange: (value: ConditionValue) => void;
}

/** What a comparison compares with: its kind, and the value. */
export function ConditionValueInput({ number, path, row, handle, onChange }: Props): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const { operator, right } = row;
  const kinds = kindsFor(operator);
  const kind = kindOf(right);
  const label = t('condition.right', { number });
  return (
    <div className={styles.value}>
      {kinds.length > 1 && (
        <Select
          className={styles.kind ?? ''}
          aria-label={t('condition.rightKind', { number })}
          data={kinds.map((value) => ({ value, label: t(`condition.kinds.${value}`) }))}
          value={kind}
          allowDeselect={false}
          onChange={(next) => next !== null && onChange(withKind(right, next, operator))}
        />
      )}
      {kind === 'data' && (
        <div className={styles.editor}>
          <ExpressionInput
            label={label}
            path={path}
            source={textOfValue(right)}
            handle={handle}
            onChange={(source) => onChange({ kind: 'data', source })}
          />
        </div>
      )}
      {kind === 'truth' && (
        <SegmentedControl
          aria-label={label}
          data={['true', 'false'].map((value) => ({ value, label: t(`condition.truths.${value}`) }))}
          value={textOfValue(right)}
          onChange={(text) => onChange({ kind: 'literal', value: text === 'true' })}
        />
      )}
      {(kind === 'text' || kind === 'number') && (
        <Typed key={`${kind} ${operator}`} label={label} kind={kind} row={row} onChange={onChange} />
      )}
    </div>
  );
}

interface TypedProps extends Pick<Props, 'row' | 'onChange'> {
  readonly label: string;
  readonly kind: 'text' | 'number';
}

/** Text that is a value when it is one of its kind; until then it stays as it is typed. */
function Typed({ label, kind, row, onChange }: TypedProps): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const { operator, right } = row;
  const [typed, setTyped] = useState('');
  const meant = valueOfText(kind, typed, operator);
  const isBroken = typed !== '' && meant === undefined;
  const isOwn = isBroken || JSON.stringify(meant) === JSON.stringify(right);
  const text = isOwn ? typed : textOfValue(right);
  const problem = isBroken
    ? 'numberInvalid'
    : operator === 'matches' && !isPattern(text)
      ? 'patternInvalid'
      : undefined;
  const hint = HINTS[operator];
  return (
    <TextInput
      className={styles.typed ?? ''}
      aria-label={label}
      value={text}
      error={problem === undefined ? null : t(`condition.${problem}`)}
      placeholder={hint === undefined ? '' : t(`condition.${hint}`)}
      inputMode={kind === 'number' && operator !== 'isOneOf' ? 'decimal' : 'text'}
      data-code={operator === 'matches'}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        const value = valueOfText(kind, currentTarget.value, operator);
        if (value !== undefined) onChange(value);
      }}
    />
  );
}

const HINTS: Readonly<Partial<Record<ConditionOperator, 'items' | 'pattern'>>> = {
  isOneOf: 'items',
  matches: 'pattern',
};
