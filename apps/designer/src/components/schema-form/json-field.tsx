import type { JsonValue } from '@millrace/machine';
import { type ReactElement, useEffectEvent, useLayoutEffect, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { loadJson } from '../code-editor/languages.ts';
import { LazyCodeEditor } from '../code-editor/lazy-code-editor.tsx';
import styles from './form.module.css';
import { FIELD_WORDS } from './words.ts';

const show = (value: JsonValue | undefined): string => (value === undefined ? '' : JSON.stringify(value, null, 2));

interface Props {
  readonly label: string;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** Hears whether the text is no JSON, so that nobody goes on with the value before it. */
  readonly onBroken?: (isBroken: boolean) => void;
  /** Takes the focus as soon as it is there. */
  readonly hasFocus?: boolean;
}

/** Any JSON. Text that is none stays on the screen and is not stored. */
export function JsonField({ label, value, onChange, onBroken, hasFocus = false }: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const [typed, setTyped] = useState(() => ({ text: show(value), stored: JSON.stringify(value) }));
  // A value that was not typed here replaces the text: undo, another mode, another person's draft.
  const isOwn = typed.stored === JSON.stringify(value);
  const text = isOwn ? typed.text : show(value);
  const problem = parse(text).problem;
  const type = (next: string): void => {
    const parsed = parse(next);
    const isWhole = parsed.problem === '';
    setTyped((before) => {
      // What was typed and told a moment ago may not have come back as the value yet.
      const kept = isOwn || before !== typed ? before.stored : JSON.stringify(value);
      return { text: next, stored: isWhole ? JSON.stringify(parsed.value) : kept };
    });
    if (isWhole) onChange(parsed.value);
  };
  useBroken(problem !== '', onBroken);
  return (
    <>
      <LazyCodeEditor
        label={label}
        value={text}
        onChange={type}
        language={loadJson}
        isField
        isInvalid={problem !== ''}
        placeholder={t('form.json')}
        hasFocus={hasFocus}
      />
      {problem !== '' && <p className={styles.error}>{t('form.jsonInvalid', { why: problem })}</p>}
    </>
  );
}

/** Tells that a text is no JSON, and when it no longer stands there: it was mended, replaced or put away. */
function useBroken(isBroken: boolean, onBroken: Props['onBroken']): void {
  const tell = useEffectEvent((next: boolean) => onBroken?.(next));
  useLayoutEffect(() => {
    if (!isBroken) return undefined;
    tell(true);
    return () => tell(false);
  }, [isBroken]);
}

function parse(text: string): { readonly value: JsonValue | undefined; readonly problem: string } {
  if (text.trim() === '') return { value: undefined, problem: '' };
  try {
    return { value: JSON.parse(text) as JsonValue, problem: '' };
  } catch (cause) {
    return { value: undefined, problem: cause instanceof Error ? cause.message : '' };
  }
}
