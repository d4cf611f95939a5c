import type { ReactElement } from 'react';
import { LazyCodeEditor } from '../../../components/code-editor/lazy-code-editor.tsx';
import { loadJson } from '../../../components/code-editor/languages.ts';

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
  return <LazyCodeEditor {...rest} value={value} language={loadJson} onChange={change} />;
}
