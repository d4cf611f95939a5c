import { json } from '@codemirror/lang-json';
import type { ReactElement } from 'react';
import { CodeEditor } from '../../../components/code-editor/code-editor.tsx';

const LANGUAGE = json();

interface Props {
  readonly label: string;
  readonly value: string;
  readonly isInvalid: boolean;
  readonly describedBy: string;
  readonly onChange: (text: string) => void;
}

/** A part of a test as text. */
export function JsonEditor({ value, onChange, ...rest }: Props): ReactElement {
  const change = (text: string): void => {
    // The editor also tells of text that it was given.
    if (text !== value) onChange(text);
  };
  return <CodeEditor {...rest} value={value} language={LANGUAGE} onChange={change} />;
}
