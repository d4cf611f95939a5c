import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { Annotation, Compartment, EditorState, type Extension, Transaction } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import {
  type ReactElement,
  type Ref,
  type RefObject,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { changeBetween } from './change-between.ts';
import { CODE_COLOURS } from './code-colours.ts';
import styles from './code-editor.module.css';
import { Echoes } from './echoes.ts';
import { EDITOR_WORDS } from './editor-words.ts';
import { faultMark, showFault } from './fault-mark.ts';
import { type IndentWords, indentMode } from './indent-mode.ts';

/** What others do with a running editor. */
export interface EditorHandle {
  /** Puts text where the caret is. */
  readonly insert: (text: string) => void;
  readonly focus: () => void;
}

export interface CodeEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly language: Extension;
  readonly placeholder?: string;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  /** Grows with its text up to eight lines; a page of code when absent. */
  readonly isField?: boolean;
  /** Where something failed that was made of the text: behind the word that it is about. */
  readonly fault?: number | undefined;
  readonly handle?: Ref<EditorHandle>;
}

/** Marks what was not typed here. */
const isGiven = Annotation.define<true>();
/** What others changed is not for this editor to undo, nor to report. */
const GIVEN = [isGiven.of(true), Transaction.addToHistory.of(false)];

/** A text editor for code. Tab leaves it. */
export function CodeEditor(props: CodeEditorProps): ReactElement {
  const { value, onChange, isInvalid = false, isField, fault, handle } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const [first] = useState(value);
  // What may change while somebody types is put into the running editor: a new one would take the caret away.
  const [setup] = useState(() => new Compartment());
  const extensions = useExtensions(props);
  const words = useIndentWords();
  const [echoes] = useState(() => new Echoes());
  const report = useEffectEvent((text: string) => {
    echoes.tell(text);
    onChange(text);
  });
  // All of it before the handle is given out: whoever waits for that acts at once.
  useLayoutEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: first, extensions: [setup.of([]), basics((text) => report(text), words)] }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [first, setup, words]);
  useLayoutEffect(() => {
    view.current?.dispatch({ effects: setup.reconfigure(extensions) });
  }, [setup, extensions]);
  useLayoutEffect(() => {
    const editor = view.current;
    if (editor === undefined || echoes.isEcho(value)) return;
    const changes = changeBetween(editor.state.doc.toString(), value);
    if (changes !== undefined) editor.dispatch({ changes, annotations: GIVEN });
  }, [value, echoes]);
  useHandle(handle, view);
  useEffect(() => {
    if (view.current !== undefined) showFault(view.current, fault);
  }, [fault, value]);
  return <div ref={host} className={styles.editor} data-invalid={isInvalid} data-fill={isField !== true} />;
}

function useExtensions(props: CodeEditorProps): Extension {
  const { label, language, placeholder = '', isInvalid = false, describedBy } = props;
  return useMemo(
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
}

function useIndentWords(): IndentWords {
  const { t } = useTranslation(EDITOR_WORDS);
  return useMemo(() => ({ hint: t('indent.hint'), on: t('indent.on'), off: t('indent.off') }), [t]);
}

function useHandle(handle: Ref<EditorHandle> | undefined, view: RefObject<EditorView | undefined>): void {
  useImperativeHandle(
    handle,
    () => ({
      insert: (text) => {
        const editor = view.current;
        editor?.dispatch(editor.state.replaceSelection(text), { scrollIntoView: true });
        editor?.focus();
      },
      focus: () => view.current?.focus(),
    }),
    [view],
  );
}

/** Without the one by which pages run what is edited: it would put a blank line into it first. */
const EDITING_KEYS = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter');

function basics(onText: (text: string) => void, words: IndentWords): Extension {
  return [
    history(),
    CODE_COLOURS,
    closeBrackets(),
    bracketMatching(),
    faultMark,
    indentMode(words),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...EDITING_KEYS, ...historyKeymap]),
    EditorView.lineWrapping,
    EditorView.updateListener.of((update) => {
      if (update.transactions.some((made) => made.docChanged && made.annotation(isGiven) !== true))
        onText(update.state.doc.toString());
    }),
  ];
}
