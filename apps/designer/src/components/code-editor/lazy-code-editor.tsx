import type { Extension } from '@codemirror/state';
import {
  type ReactElement,
  type Ref,
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useTelling } from '../../hooks/use-typing.ts';
import type { CodeEditorProps, EditorHandle } from './code-editor.tsx';
import styles from './code-editor.module.css';

/** Loads a language. The same function each time, or the editor is set up anew. */
export type LanguageLoader = () => Promise<Extension>;

interface Props extends Omit<CodeEditorProps, 'language'> {
  /** Without one the text is plain. */
  readonly language?: LanguageLoader | undefined;
  /** Takes the focus as soon as it is there. */
  readonly hasFocus?: boolean;
}

const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }));
const PLAIN: Extension = [];

/** The code editor, loaded when it is first shown. Until then the text stands there. */
export function LazyCodeEditor({ language, handle, hasFocus = false, onChange, ...props }: Props): ReactElement {
  const tell = useTelling();
  const extension = useLanguage(language);
  const attach = useWaitingHandle(handle, hasFocus);
  const waiting = (
    <pre className={styles.waiting} data-fill={props.isField !== true} aria-busy="true">
      {props.value}
    </pre>
  );
  return (
    <Suspense fallback={waiting}>
      <CodeEditor
        {...props}
        onChange={(text) => tell(() => onChange(text))}
        language={extension ?? PLAIN}
        handle={attach}
      />
    </Suspense>
  );
}

function useLanguage(load: LanguageLoader | undefined): Extension | undefined {
  const [loaded, setLoaded] = useState<{ readonly load: LanguageLoader; readonly extension: Extension }>();
  useEffect(() => {
    if (load === undefined) return undefined;
    let isWanted = true;
    void load().then((extension) => isWanted && setLoaded({ load, extension }));
    return () => {
      isWanted = false;
    };
  }, [load]);
  return loaded?.load === load ? loaded?.extension : undefined;
}

/** What is asked of the editor before it is there is done when it is. */
function useWaitingHandle(
  handle: Ref<EditorHandle> | undefined,
  hasFocus: boolean,
): (editor: EditorHandle | null) => void {
  const running = useRef<EditorHandle>(null);
  const waiting = useRef<((editor: EditorHandle) => void)[]>([]);
  useImperativeHandle(handle, () => {
    const withEditor = (act: (editor: EditorHandle) => void): void => {
      if (running.current === null) waiting.current.push(act);
      else act(running.current);
    };
    return {
      insert: (text) => withEditor((editor) => editor.insert(text)),
      focus: () => withEditor((editor) => editor.focus()),
    };
  }, []);
  return useCallback(
    (editor) => {
      running.current = editor;
      if (hasFocus) editor?.focus();
      if (editor !== null) for (const act of waiting.current.splice(0)) act(editor);
    },
    [hasFocus],
  );
}
