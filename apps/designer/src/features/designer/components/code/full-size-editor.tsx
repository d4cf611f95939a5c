import { Button, Modal, SegmentedControl } from '@mantine/core';
import { type KeyboardEvent, type ReactElement, type RefObject, useRef, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { LazyCodeEditor } from '../../../../components/code-editor/lazy-code-editor.tsx';
import { TypesAhead } from '../../../../hooks/use-typing.ts';
import { useFocusBack } from '../../../../hooks/use-focus-back.ts';
import { type Preview, usePreview } from '../../hooks/use-preview.ts';
import { usePanel } from '../panel/panel-context.ts';
import { DataPicker } from '../picker/data-picker.tsx';
import { useEditorDrop } from '../picker/use-data-drop.ts';
import { askExpressions } from './expression-asker.ts';
import styles from './full-size-editor.module.css';
import { FunctionReference } from './function-reference.tsx';
import { PreviewBar } from './preview-bar.tsx';
import { useJsonata, useKnowledge } from './use-knowledge.ts';

interface Props {
  readonly label: string;
  readonly path: string;
  readonly source: string;
  readonly onApply: (source: string) => void;
  readonly onClose: () => void;
}

/** An expression with room: data and functions on the left, its text, its result on the right. */
export function FullSizeEditor({ label, path, source, onApply, onClose }: Props): ReactElement {
  const { t } = useTranslation([EDITOR_WORDS, 'common']);
  const [text, setText] = useState(source);
  const editor = useRef<EditorHandle>(null);
  const { bindings } = usePanel();
  const preview = usePreview(text.trim() === '' ? undefined : text, bindings);
  useFocusBack();
  const apply = (): void => {
    if (text !== source) onApply(text);
    onClose();
  };
  const press = (event: KeyboardEvent): void => {
    if (!isApplyKey(event)) return;
    // Outside of the dialog the same key runs the draft.
    event.preventDefault();
    event.stopPropagation();
    apply();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('full.title', { field: label })}
      size="calc(100vw - 64px)"
      yOffset={32}
      xOffset={32}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      classNames={{ content: styles.dialog ?? '', body: styles.body ?? '' }}
      // Escape closes what the editor has open first: it has taken the key by then.
      closeOnEscape={false}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      {/* What is applied is what was told of last. */}
      <TypesAhead value={false}>
        <div className={styles.columns} onKeyDown={press} onDropCapture={useEditorDrop()}>
          <Sources path={path} onInsert={(expression) => editor.current?.insert(expression)} />
          <Text label={label} path={path} text={text} editor={editor} onText={setText} preview={preview} />
          <Result label={label} preview={preview} />
        </div>
      </TypesAhead>
      <footer className={styles.foot}>
        <Button variant="default" onClick={onClose}>
          {t('full.cancel')}
        </Button>
        <Button onClick={apply}>{t('full.apply')}</Button>
      </footer>
    </Modal>
  );
}

const isApplyKey = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => key === 'Enter' && (ctrlKey || metaKey);

/** What may be inserted: data, or a function's example. */
function Sources({
  path,
  onInsert,
}: {
  readonly path: string;
  readonly onInsert: (text: string) => void;
}): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const [shown, show] = useState('data');
  const kinds = ['data', 'functions'];
  return (
    <section className={styles.sources}>
      <SegmentedControl
        size="xs"
        fullWidth
        value={shown}
        onChange={show}
        data={kinds.map((value) => ({ value, label: t(value === 'data' ? 'full.data' : 'functions.title') }))}
      />
      {shown === 'data' ? (
        <div className={styles.scroll}>
          <DataPicker path={path} onPick={({ expression }) => onInsert(expression)} />
        </div>
      ) : (
        <FunctionReference onInsert={onInsert} />
      )}
    </section>
  );
}

interface TextProps {
  readonly label: string;
  readonly path: string;
  readonly text: string;
  readonly editor: RefObject<EditorHandle | null>;
  readonly onText: (text: string) => void;
  readonly preview: Preview | undefined;
}

function Text({ label, path, text, editor, onText, preview }: TextProps): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const knowledge = useKnowledge(path);
  const jsonata = useJsonata(knowledge);
  const format = async (): Promise<void> => {
    const answer = await askExpressions({ kind: 'format', expression: text });
    if (answer.kind === 'formatted') onText(answer.text);
    editor.current?.focus();
  };
  return (
    <section className={styles.text} aria-label={t('full.expression')}>
      <header className={styles.head}>
        <h3 className={styles.title}>{t('full.expression')}</h3>
        <Button size="compact-xs" variant="default" title="Shift+Alt+F" onClick={() => void format()}>
          {t('full.format')}
        </Button>
      </header>
      <div
        className={styles.code}
        // The dialog puts the focus here when it opens; the editor may still be on its way.
        data-autofocus
        tabIndex={-1}
        onFocus={({ target, currentTarget }) => target === currentTarget && editor.current?.focus()}
      >
        <LazyCodeEditor
          label={label}
          value={text}
          onChange={onText}
          language={jsonata}
          handle={editor}
          fault={preview?.kind === 'error' ? preview.position : undefined}
          hasFocus
        />
      </div>
    </section>
  );
}

function Result({ label, preview }: Pick<TextProps, 'label' | 'preview'>): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const { bindings } = usePanel();
  return (
    <section className={styles.result}>
      <header className={styles.head}>
        <h3 className={styles.title}>{t('full.result')}</h3>
      </header>
      {bindings === undefined && <p className={styles.note}>{t('preview.empty')}</p>}
      <PreviewBar label={label} preview={preview} isWhole />
    </section>
  );
}
