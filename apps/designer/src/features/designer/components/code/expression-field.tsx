import { IconArrowsDiagonal } from '@tabler/icons-react';
import { lazy, type ReactElement, type Ref, Suspense, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { LazyCodeEditor } from '../../../../components/code-editor/lazy-code-editor.tsx';
import type { Preview } from '../../hooks/use-preview.ts';
import styles from './expression-field.module.css';
import { PreviewBar } from './preview-bar.tsx';
import { useJsonata, useKnowledge } from './use-knowledge.ts';

interface Props {
  readonly label: string;
  /** JSON Pointer of the value: what it may read depends on it. */
  readonly path?: string;
  readonly source: string;
  readonly onChange: (source: string) => void;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly handle?: Ref<EditorHandle>;
  /** What it gives for the sample. */
  readonly preview: Preview | undefined;
}

const FullSizeEditor = lazy(async () => ({ default: (await import('./full-size-editor.tsx')).FullSizeEditor }));

/** An expression with colours, completion, marks, and what it gives for the sample's data. */
export function ExpressionField(props: Props): ReactElement {
  const { label, path = '', source, onChange, preview } = props;
  const [isFullSize, setFullSize] = useState(false);
  const open = (): void => setFullSize(true);
  return (
    <div className={styles.field}>
      <div className={styles.editor}>
        <ExpressionInput {...props} openFullSize={open} />
        <OpenButton onOpen={open} />
      </div>
      <PreviewBar label={label} preview={preview} />
      {isFullSize && (
        <Suspense>
          <FullSizeEditor
            label={label}
            path={path}
            source={source}
            onApply={onChange}
            onClose={() => setFullSize(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

interface InputProps extends Omit<Props, 'preview'> {
  readonly openFullSize?: (() => void) | undefined;
  readonly preview?: Preview | undefined;
  readonly placeholder?: string;
}

/** The editor of an expression alone. */
export function ExpressionInput({ source, openFullSize, preview, path, ...props }: InputProps): ReactElement {
  const knowledge = useKnowledge(path, openFullSize);
  const jsonata = useJsonata(knowledge);
  return (
    <LazyCodeEditor
      {...props}
      value={source}
      language={jsonata}
      isField
      fault={preview?.kind === 'error' ? preview.position : undefined}
    />
  );
}

function OpenButton({ onOpen }: { readonly onOpen: () => void }): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  return (
    <button type="button" className={styles.open} aria-label={t('full.open')} title={t('full.open')} onClick={onOpen}>
      <IconArrowsDiagonal size={14} aria-hidden="true" />
    </button>
  );
}
