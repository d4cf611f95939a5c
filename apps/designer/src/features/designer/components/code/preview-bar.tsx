import { IconChevronDown, IconCircleCheck, IconCircleDashed, IconCircleX, IconHourglassOff } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useId, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { Time } from '../../../../components/time.tsx';
import type { Preview } from '../../hooks/use-preview.ts';
import { usePanel } from '../panel/panel-context.ts';
import styles from './preview-bar.module.css';

interface Props {
  readonly label: string;
  readonly preview: Preview | undefined;
  /** The whole result stands there, and nothing can be folded. */
  readonly isWhole?: boolean;
}

/** What an expression gives: its value and type, nothing, an error, or that it took too long. */
export function PreviewBar({ label, preview, isWhole = false }: Props): ReactElement | null {
  const { t } = useTranslation(EDITOR_WORDS);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  if (preview === undefined) return null;
  const text = preview.kind === 'value' ? preview.text : undefined;
  const canOpen = !isWhole && preview.kind === 'value' && preview.text !== preview.line;
  const isShown = text !== undefined && (isWhole || (isOpen && canOpen));
  return (
    <section
      className={styles.preview}
      data-kind={preview.kind}
      data-whole={isWhole}
      aria-label={t('preview.label', { field: label })}
    >
      <div className={styles.bar}>
        <output className={styles.outcome}>
          <Outcome preview={preview} />
        </output>
        <Source />
        {canOpen && (
          <button
            type="button"
            className={styles.fold}
            aria-expanded={isOpen}
            aria-controls={id}
            aria-label={t(isOpen ? 'preview.hide' : 'preview.show')}
            onClick={() => setOpen(!isOpen)}
          >
            <IconChevronDown size={16} aria-hidden="true" />
          </button>
        )}
      </div>
      {isShown && (
        // Long results scroll, so the keyboard must reach them.
        <pre
          id={id}
          className={styles.text}
          tabIndex={0}
          role="region"
          aria-label={t('preview.label', { field: label })}
        >
          {text}
        </pre>
      )}
      <Notes preview={preview} isCutShown={isShown} />
    </section>
  );
}

const ICONS = { value: IconCircleCheck, nothing: IconCircleDashed, error: IconCircleX, stopped: IconHourglassOff };

function Outcome({ preview }: { readonly preview: Preview }): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const Icon = ICONS[preview.kind];
  return (
    <>
      <Icon size={16} className={styles.icon} aria-hidden="true" />
      {wordsOf(preview, t)}
    </>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function wordsOf(preview: Preview, t: Translate): ReactNode {
  switch (preview.kind) {
    case 'value':
      return (
        <>
          <code className={styles.value}>{preview.line}</code>
          <span className={styles.type}>{t(`preview.type.${preview.type}`, { count: preview.size })}</span>
        </>
      );
    case 'error':
      return (
        <span className={styles.message}>
          {preview.message}
          {preview.position !== undefined && (
            <span className={styles.type}> {t('preview.position', { position: preview.position })}</span>
          )}
        </span>
      );
    case 'nothing':
    case 'stopped':
      return <span className={styles.message}>{t(`preview.${preview.kind}`)}</span>;
  }
}

/** Where the data is from that it was evaluated with. */
function Source(): ReactElement | null {
  const { t } = useTranslation(EDITOR_WORDS);
  const { source } = usePanel();
  if (source === undefined || source.kind === 'none') return null;
  return (
    <span className={styles.source}>
      {t(`preview.${source.kind}`)} {source.at !== undefined && <Time at={source.at} />}
    </span>
  );
}

function Notes({
  preview,
  isCutShown,
}: {
  readonly preview: Preview;
  readonly isCutShown: boolean;
}): ReactElement | null {
  const { t } = useTranslation(EDITOR_WORDS);
  const notes = [
    ...(isCutShown && preview.kind === 'value' && preview.isCut ? [t('preview.cut')] : []),
    ...(preview.isSampleCut ? [t('preview.sampleCut')] : []),
  ];
  if (notes.length === 0) return null;
  return (
    <div className={styles.notes}>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}
