import { completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import { type ReactElement, type RefObject, useEffect, useRef } from 'react';
import styles from './code-editor.module.css';

/** Puts text where the caret is. */
export interface EditorHandle {
  readonly insert: (text: string) => void;
}

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly language: Extension;
  readonly placeholder?: string;
  readonly onFocus?: () => void;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  /** Lines before it scrolls; a page of code when absent. */
  readonly lines?: number;
  readonly handle?: RefObject<EditorHandle | null>;
}

/** A text editor for code. Tab leaves it. */
export function CodeEditor({
  value,
  onChange,
  label,
  language,
  placeholder = '',
  onFocus,
  isInvalid = false,
  describedBy,
  lines,
  handle,
}: Props): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const callbacks = useRef({ onChange, onFocus });
  callbacks.current = { onChange, onFocus };
  useEffect(() => {
    const parent = host.current;
    if (parent === null) return undefined;
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: value,
        extensions: [
          history(),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
          }),
          placeholderText(placeholder),
          language,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) callbacks.current.onChange(update.state.doc.toString());
            if (update.focusChanged && update.view.hasFocus) callbacks.current.onFocus?.();
          }),
        ],
      }),
    });
    view.current = editor;
    if (handle !== undefined) {
      handle.current = {
        insert: (text) => {
          editor.dispatch(editor.state.replaceSelection(text));
          editor.focus();
        },
      };
    }
    return () => editor.destroy();
    // The editor owns its text; a new value from outside is put in below.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- made once for each language and label
  }, [language, label]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={host} className={styles.editor} data-invalid={isInvalid} data-fill={lines === undefined} />;
}
