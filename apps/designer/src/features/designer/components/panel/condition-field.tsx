import { SegmentedControl } from '@mantine/core';
import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { usePreview } from '../../hooks/use-preview.ts';
import { isUnwritten, pickedInto } from '../../model/condition-draft.ts';
import { expressionOf, toExpression } from '../../model/field-mode.ts';
import { ExpressionField } from '../code/expression-field.tsx';
import { PreviewBar } from '../code/preview-bar.tsx';
import { ConditionBuilder } from '../condition-builder/condition-builder.tsx';
import styles from '../condition-builder/condition-builder.module.css';
import type { PickTarget } from '../condition-builder/condition-row.tsx';
import { useCondition } from '../condition-builder/use-condition.ts';
import { useFocusWithin } from '../form/use-focus-within.ts';
import { useMessages } from '../form/use-messages.ts';
import { DataPicker } from '../picker/data-picker.tsx';
import type { Picked } from '../picker/picked.ts';
import { useEditorDrop } from '../picker/use-data-drop.ts';
import { usePanel } from './panel-context.ts';

interface Props {
  readonly label: string;
  /** JSON Pointer of the condition. */
  readonly path: string;
  readonly condition: string | boolean;
  readonly onChange: (condition: string) => void;
}

type Way = 'rows' | 'expression';

/** A rule's condition: rows of comparisons, or the expression itself, with the data that it may ask about. */
export function ConditionField({ label, path, condition, onChange }: Props): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const { isWithin, handlers } = useFocusWithin();
  const messages = useMessages(path);
  const source = typeof condition === 'string' ? (expressionOf(condition) ?? condition) : String(condition);
  const write = (next: string): void => onChange(toExpression(next));
  const built = useCondition(source, write);
  const [wanted, want] = useState<Way>('rows');
  const target: PickTarget = useRef(undefined);
  const editor = useRef<EditorHandle>(null);
  const rows = wanted === 'rows' ? built.condition : undefined;
  // Rows that say nothing yet have no result; an expression has one as soon as it is there.
  const isPreviewed = rows === undefined ? source.trim() !== '' : !built.isUnfinished && !isUnwritten(source);
  const preview = usePreview(isPreviewed ? source : undefined, usePanel().bindings);
  const pick = ({ expression }: Picked): void => {
    const { current: at = { row: 0, side: 'left' as const, editor } } = target;
    const next = rows === undefined ? undefined : pickedInto(rows, at, expression);
    if (next !== undefined) built.change(next);
    // A new rule's condition is a placeholder: what is picked first replaces it.
    else if (rows === undefined && isUnwritten(source)) write(expression);
    else (rows === undefined ? editor : at.editor).current?.insert(expression);
  };
  return (
    <div className={styles.field} data-path={path} onDropCapture={useEditorDrop()} {...handlers}>
      <div className={styles.head}>
        <span className={styles.title}>{t('choice.when')}</span>
        {built.condition !== undefined && <WaySwitch way={wanted} onWay={want} />}
      </div>
      {rows === undefined ? (
        <ExpressionField
          label={label}
          path={path}
          source={source}
          handle={editor}
          preview={preview}
          isInvalid={messages.length > 0}
          onChange={write}
        />
      ) : (
        <>
          <ConditionBuilder
            path={path}
            condition={rows}
            isUnfinished={built.isUnfinished}
            targetRef={target}
            onChange={built.change}
          />
          <PreviewBar label={label} preview={preview} />
        </>
      )}
      {messages.map((message) => (
        <p key={message} className={styles.error}>
          {message}
        </p>
      ))}
      {built.condition === undefined && <p className={styles.note}>{t('condition.notRows')}</p>}
      {isWithin && <DataPicker path={path} onPick={pick} />}
    </div>
  );
}

function WaySwitch({ way, onWay }: { readonly way: Way; readonly onWay: (way: Way) => void }): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('condition.mode')}
      data={(['rows', 'expression'] as const).map((value) => ({ value, label: t(`condition.${value}`) }))}
      value={way}
      onChange={(next) => onWay(next)}
    />
  );
}
