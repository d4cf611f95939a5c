import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { formatAbsolute, formatDuration, formatRelative } from '../lib/format.ts';
import styles from './time.module.css';

/** A moment as distance from now; the exact time on hover and focus. */
export function Time({ at }: { readonly at: string }): ReactElement {
  const nowMs = useNow();
  const atMs = Date.parse(at);
  return (
    <Tooltip label={formatAbsolute(atMs)}>
      <time dateTime={at} className={styles.number}>
        {formatRelative(atMs, nowMs)}
      </time>
    </Tooltip>
  );
}

/** A span of time: "214 ms", "3.2 s", "4 m 12 s". */
export function Duration({ ms }: { readonly ms: number | undefined }): ReactElement {
  return <span className={styles.number}>{ms === undefined ? '—' : formatDuration(ms)}</span>;
}

/** How long something has been going on, counting. */
export function Elapsed({ since }: { readonly since: string }): ReactElement {
  const nowMs = useNow(1000);
  return <Duration ms={nowMs - Date.parse(since)} />;
}
