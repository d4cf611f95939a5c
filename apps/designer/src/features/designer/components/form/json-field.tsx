import { json } from '@codemirror/lang-json';
import type { JsonValue } from '@millrace/machine';
import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeEditor } from '../code/code-editor.tsx';
import styles from './form.module.css';

const JSON_LANGUAGE = json();
const show = (value: JsonValue | undefined): string => (value === undefined ? '' : JSON.stringify(value, null, 2));

interface Props {
  readonly label: string;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
}

/** Any JSON. Text that is none stays on the screen and is not stored; a plain word counts as a text. */
export function JsonField({ label, value, onChange }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const [text, setText] = useState(() => show(value));
  const [problem, setProblem] = useState('');
  const stored = useRef(value);
  if (stored.current !== value) {
    stored.current = value;
    if (JSON.stringify(value) !== JSON.stringify(parse(text).value)) setText(show(value));
  }
  const type = (next: string): void => {
    setText(next);
    const { value: parsed, problem: found } = parse(next);
    setProblem(found);
    if (found !== '') return;
    stored.current = parsed;
    onChange(parsed);
  };
  return (
    <>
      <CodeEditor
        label={label}
        value={text}
        onChange={type}
        language={JSON_LANGUAGE}
        isField
        isInvalid={problem !== ''}
        placeholder={t('form.json')}
      />
      {problem !== '' && <p className={styles.error}>{t('form.jsonInvalid', { why: problem })}</p>}
    </>
  );
}

function parse(text: string): { readonly value: JsonValue | undefined; readonly problem: string } {
  if (text.trim() === '') return { value: undefined, problem: '' };
  try {
    return { value: JSON.parse(text) as JsonValue, problem: '' };
  } catch (cause) {
    return { value: undefined, problem: cause instanceof Error ? cause.message : '' };
  }
}
