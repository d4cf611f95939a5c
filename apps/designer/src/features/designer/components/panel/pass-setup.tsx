import { ActionIcon, TextInput } from '@mantine/core';
import type { JsonObject, JsonValue, PassState } from '@millrace/machine';
import { IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { type FieldSpec, fieldOf } from '../../../../components/schema-form/model/schema.ts';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { pointerPart } from '../../../../lib/json.ts';
import { toExpression } from '../../model/field-mode.ts';
import { followOutput, isUnstable, outputOfRows, renamedRow, rowsOfOutput, withRow } from '../../model/mapping-rows.ts';
import { TemplateField } from '../form/template-field.tsx';
import { useFocusWithin } from '../form/use-focus-within.ts';
import { fieldKey } from '../form/field-keys.ts';
import { DataPicker } from '../picker/data-picker.tsx';
import { Lineage } from './lineage.tsx';
import { ownField } from './own-field.ts';
import panelStyles from './panel.module.css';
import styles from './pass-setup.module.css';
import type { StepProps } from './step-panel.tsx';

/** What a transform hands on: names and values, or one value. */
export function PassSetup({ name, state, path, onChange }: StepProps<PassState>): ReactElement {
  const { t } = useTranslation(['designer', FIELD_WORDS]);
  const set = (value: JsonValue | undefined, field?: string): void => {
    const { Output: before, Assign, ...rest } = state;
    // What later steps read of a transform is its output, kept a second time.
    const kept = followOutput(Assign, before, value);
    onChange(
      { ...rest, ...(kept === undefined ? {} : { Assign: kept }), ...(value === undefined ? {} : { Output: value }) },
      field,
    );
  };
  const rows = rowsOfOutput(state.Output);
  const isKept = Object.keys(state.Assign ?? {}).length > 0;
  return (
    <>
      {rows === undefined ? (
        <TemplateField
          spec={ownField('Output', t('panel.transformOutput'), { help: t('panel.transformHelp'), control: 'json' })}
          value={state.Output}
          onChange={(value) => set(value, 'Output')}
          path={`${path}/Output`}
        />
      ) : (
        <MappingRows
          rows={rows}
          path={`${path}/Output`}
          onChange={(next, row) => set(outputOfRows(next), row === undefined ? undefined : `Output/${row}`)}
        />
      )}
      {isKept && isUnstable(state.Output) && <p className={panelStyles.error}>{t('fields:mapping.unstable')}</p>}
      {rows !== undefined && Object.keys(rows).length > 0 && <Lineage name={name} />}
    </>
  );
}

interface RowsProps {
  readonly rows: JsonObject;
  readonly path: string;
  /** `row` is the one whose value was written; none for what makes other rows of them. */
  readonly onChange: (rows: JsonObject, row?: string) => void;
}

/** Names and values. What is picked while none of them has the focus becomes a row of its own. */
function MappingRows({ rows, path, onChange }: RowsProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const { isWithin, handlers } = useFocusWithin();
  const [typed, setTyped] = useState('');
  const names = Object.keys(rows);
  const isEmpty = names.length === 0;
  const addTyped = (): void => {
    if (typed.trim() === '') return;
    onChange(withRow(rows, typed.trim(), ''));
    setTyped('');
  };
  return (
    <div className={styles.rows} role="group" aria-label={t('mapping.title')}>
      {names.map((name, index) => (
        <MappingRow key={index} {...{ rows, name, path, onChange }} />
      ))}
      <div className={styles.new} data-path={path} data-missing={isEmpty} onKeyDownCapture={pressNew} {...handlers}>
        <div data-value>
          <TextInput
            aria-label={t('mapping.newName')}
            placeholder={t('mapping.newName')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') addTyped();
            }}
            onBlur={addTyped}
          />
        </div>
        {isEmpty && <p className={panelStyles.help}>{t('mapping.empty')}</p>}
        {(isWithin || isEmpty) && (
          <DataPicker
            path={path}
            onPick={({ name, expression }) => onChange(withRow(rows, name, toExpression(expression)))}
          />
        )}
      </div>
    </div>
  );
}

function pressNew(event: KeyboardEvent<HTMLElement>): void {
  if (fieldKey(event) !== 'walked') return;
  event.preventDefault();
  event.stopPropagation();
}

function MappingRow({ rows, name, path, onChange }: RowsProps & { readonly name: string }): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const [typed, setTyped] = useState<string>();
  const value = rows[name];
  const isTaken = typed !== undefined && typed !== name && Object.hasOwn(rows, typed);
  const rename = (): void => {
    if (typed !== undefined && typed !== '' && !isTaken) onChange(renamedRow(rows, name, typed));
    setTyped(undefined);
  };
  return (
    <div className={styles.row} role="group" aria-label={name}>
      <TextInput
        aria-label={t('mapping.name', { name })}
        value={typed ?? name}
        error={isTaken && t('rows.twice', { name: typed })}
        classNames={{ input: styles.name ?? '' }}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={rename}
        onKeyDown={(event) => {
          if (event.key === 'Enter') rename();
        }}
      />
      <TemplateField
        isBare
        spec={specOf(name, t('mapping.value', { name }), value)}
        value={value === '' ? undefined : value}
        path={`${path}/${pointerPart(name)}`}
        onChange={(next) => onChange({ ...rows, [name]: next ?? '' }, name)}
      />
      <ActionIcon
        aria-label={t('mapping.remove', { name })}
        onClick={() => onChange(Object.fromEntries(Object.entries(rows).filter(([other]) => other !== name)))}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
}

/** Anything will do; it is typed as a text unless it is something else already. */
function specOf(name: string, title: string, value: JsonValue | undefined): FieldSpec {
  const spec = fieldOf(name, { title }, false);
  return typeof value === 'string' ? { ...spec, control: 'text' } : spec;
}
