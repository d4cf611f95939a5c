import { type ReactElement, useState } from 'react';
import { CopyButton } from '../../../components/id.tsx';
import { LinkButton } from '../../../components/link-button.tsx';
import { shortenId } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import '../logs-words.ts';
import type { ShownLine } from '../model/log-tail.ts';
import styles from './logs.module.css';

/** Lines of the log; each opens as the JSON that it is. */
export function LogLines({ lines }: { readonly lines: readonly ShownLine[] }): ReactElement {
  const { t } = useTranslation('logs');
  return (
    <ol className={styles.lines} aria-label={t('list')}>
      {lines.map((line) => (
        <li key={line.sequence}>
          <Line shown={line} />
        </li>
      ))}
    </ol>
  );
}

function Line({ shown: { line } }: { readonly shown: ShownLine }): ReactElement {
  const { t } = useTranslation('logs');
  const workspace = useWorkspace();
  // A thousand lines are there; few of them are ever opened.
  const [isOpen, setOpen] = useState(false);
  const { time, level, msg = '', workflow, step, runId } = line;
  const text = isOpen ? JSON.stringify(line, undefined, 2) : '';
  return (
    <details className={styles.line} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <time dateTime={time}>{new Date(time).toLocaleTimeString(undefined, { hour12: false })}</time>
        <span className={styles.level} data-level={level}>
          {level}
        </span>
        <span className={styles.message}>{msg}</span>
        <span className={styles.place}>{[workflow, step].filter((part) => part !== undefined).join(' / ')}</span>
        <span className={styles.place}>{runId === undefined ? '' : shortenId(runId)}</span>
      </summary>
      {isOpen && (
        <div className={styles.opened}>
          <div className={styles.acts}>
            {runId !== undefined && (
              <LinkButton to="/w/$workspace/runs/$id" params={{ workspace, id: runId }} size="xs" variant="default">
                {t('openRun')}
              </LinkButton>
            )}
            <CopyButton text={text} label={t('copy')} />
          </div>
          <pre tabIndex={0}>{text}</pre>
        </div>
      )}
    </details>
  );
}
