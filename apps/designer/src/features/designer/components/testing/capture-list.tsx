import { Button, TextInput } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { Time } from '../../../../components/time.tsx';
import type { Capture } from '../../../../lib/contract.ts';
import { formatAbsolute, formatBytes } from '../../../../lib/format.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import type { useCaptures } from '../../hooks/testing/use-captures.ts';
import { searchCaptures } from '../../model/testing/capture-search.ts';
import styles from './capture.module.css';
import { TESTING_WORDS } from './words.ts';

const MANY = 3;

/** The captured calls, newest first: one of them is what steps are mapped and tested with. */
export function CaptureList({ captures }: { readonly captures: ReturnType<typeof useCaptures> }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const [query, setQuery] = useState('');
  const { shown, waiting, isPaused, pause, goOn, hasMore, readMore, clear } = captures;
  const found = searchCaptures(shown, query);
  return (
    <>
      <div className={styles.tools}>
        <TextInput
          aria-label={t('capture.search')}
          placeholder={t('capture.search')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          size="xs"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="subtle"
          aria-pressed={isPaused}
          leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
          onClick={isPaused ? goOn : pause}
        >
          {t(isPaused ? 'capture.resume' : 'capture.pause')}
        </Button>
      </div>
      {waiting > 0 && (
        <Button size="xs" variant="light" onClick={goOn}>
          {t('capture.paused', { count: waiting })}
        </Button>
      )}
      {found.length === 0 && <p className={styles.help}>{t('capture.none')}</p>}
      <ul className={styles.list} aria-label={t('capture.list')}>
        {found.map((capture) => (
          <CaptureRow key={capture.id} capture={capture} />
        ))}
      </ul>
      <div className={styles.actions}>
        {hasMore && (
          <Button size="xs" variant="default" onClick={readMore}>
            {t('capture.more')}
          </Button>
        )}
        {shown.length > MANY && (
          <Button size="xs" variant="subtle" onClick={clear}>
            {t('capture.clear')}
          </Button>
        )}
      </div>
    </>
  );
}

function CaptureRow({ capture }: { readonly capture: Capture }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { source, choose } = useTestingContext();
  const { id, method, at, bytes, body } = capture;
  const isUsed = source.kind === 'capture' && source.id === id;
  const words = { method, time: formatAbsolute(Date.parse(at)), size: formatBytes(bytes) };
  return (
    <li className={styles.row} data-used={isUsed}>
      <code className={styles.method}>{method}</code>
      <span className={styles.body}>{JSON.stringify(body)}</span>
      <span className={styles.soft}>
        <Time at={at} />
      </span>
      <Button
        size="compact-xs"
        variant={isUsed ? 'light' : 'subtle'}
        aria-pressed={isUsed}
        aria-label={`${t(isUsed ? 'capture.used' : 'capture.use')}: ${t('capture.row', words)}`}
        onClick={() => choose({ kind: 'capture', id })}
      >
        {t(isUsed ? 'capture.used' : 'data.use')}
      </Button>
    </li>
  );
}
