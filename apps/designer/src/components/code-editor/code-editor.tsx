import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import {
  type ReactElement,
  type Ref,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { CODE_COLOURS } from './code-colours.ts';
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
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  /** Grows with its text up to eight lines; a page of code when absent. */
  readonly isField?: boolean;
  readonly handle?: Ref<EditorHandle>;
}

/** A text editor for code. Tab leaves it. */
export function CodeEditor(props: Props): ReactElement {
  const { value, onChange, label, language, placeholder = '', isInvalid = false, describedBy, isField, handle } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const [first] = useState(value);
  // What may change while somebody types is put into the running editor: a new one would take the caret away.
  const [setup] = useState(() => new Compartment());
  const extensions = useMemo(
    () => [
      language,
      placeholderText(placeholder),
      EditorView.contentAttributes.of({
        'aria-label': label,
        tabindex: '0',
        'aria-invalid': String(isInvalid),
        ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
      }),
    ],
    [language, placeholder, label, isInvalid, describedBy],
  );
  const report = useEffectEvent(onChange);
  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: first, extensions: [basics((text) => report(text)), setup.of([])] }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [first, setup]);
  useImperativeHandle(handle, () => ({ insert: (text) => view.current && insertText(view.current, text) }), []);
  useEffect(() => {
    view.current?.dispatch({ effects: setup.reconfigure(extensions) });
  }, [setup, extensions]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={host} className={styles.editor} data-invalid={isInvalid} data-fill={isField !== true} />;
}

function basics(onText: (text: string) => void): Extension {
  return [
    history(),
    CODE_COLOURS,
    closeBrackets(),
    bracketMatching(),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    EditorView.lineWrapping,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString());
    }),
  ];
}

function insertText(editor: EditorView, text: string): void {
  editor.dispatch(editor.state.replaceSelection(text), { scrollIntoView: true });
  editor.focus();
}
