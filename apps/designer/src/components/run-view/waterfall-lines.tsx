import { Button, Checkbox, NumberInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import type { Run } from '../../lib/contract.ts';
import { formatCount, formatDuration } from '../../lib/format.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { StateBadge } from '../state-badge.tsx';
import { Duration } from '../time.tsx';
import type { Attempt } from './model/lines.ts';
import { type ThreadPage, type ThreadPager, THREADS_A_PAGE } from './model/thread-pages.ts';
import type { TimeScale } from './model/time-scale.ts';
import type { Segment, WaterfallRow } from './model/waterfall.ts';
import styles from './waterfall.module.css';

/** Where a line stands. */
interface Place {
  /** In pixels. */
  readonly top: number;
  readonly scale: TimeScale;
}

export const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;
const moved = (top: number): { transform: string } => ({ transform: `translateY(${top}px)` });
const indent = (depth: number): { paddingInlineStart: number } => ({ paddingInlineStart: 16 + depth * 20 });

function Bars({ segments, scale }: { readonly segments: readonly Segment[]; readonly scale: TimeScale }): ReactNode {
  return segments.map(({ kind, fromMs, toMs }) => {
    const from = scale.at(fromMs);
    return (
      <span
        key={`${kind} ${fromMs}`}
        className={styles.segment}
        data-kind={kind}
        style={{ insetInlineStart: percent(from), width: `max(3px, ${percent(scale.at(toMs) - from)})` }}
      />
    );
  });
}

interface StepLineProps {
  /** By which the list says that it is the selected one. */
  readonly id: string;
  readonly row: WaterfallRow;
  readonly number: number;
  readonly place: Place & { readonly selected: boolean };
  readonly onSelect: () => void;
}

export function StepLine({ id, row, number, place, onSelect }: StepLineProps): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <div
      id={id}
      className={styles.row}
      role="option"
      aria-selected={place.selected}
      style={moved(place.top)}
      onClick={onSelect}
    >
      <span className={styles.tree} style={indent(row.depth)}>
        {row.status === undefined ? (
          <span className={styles.noStatus}>{t('run.noStatus')}</span>
        ) : (
          <StateBadge status={row.status} variant="icon" />
        )}
        <span className={styles.number}>{number}</span>
        {row.index !== undefined && !row.isUndoing && <span className={styles.soft}>[{row.index}]</span>}
        <span className={styles.name} title={row.path}>
          {row.label}
        </span>
        {row.attempts > 1 && <span className={styles.soft}>{t('run.attempts', { count: row.attempts })}</span>}
        <span className={styles.duration}>
          <Duration ms={row.segments.length === 0 ? undefined : row.durationMs} />
        </span>
      </span>
      <span className={styles.plot} aria-hidden="true">
        <Bars segments={row.segments} scale={place.scale} />
      </span>
    </div>
  );
}

interface RunLineProps {
  readonly run: Run;
  readonly segments: readonly Segment[];
  readonly place: Place & { readonly toMs: number };
}

/** The run as a whole: what it waited for before its first step, and how long it went on. */
export function RunLine({ run, segments, place: { top, scale, toMs } }: RunLineProps): ReactElement {
  const { t } = useTranslation('runs');
  const from = scale.at(Date.parse(run.startedAt ?? run.acceptedAt));
  const [queued] = segments;
  return (
    <div className={styles.line} role="presentation" style={moved(top)}>
      <span className={styles.tree} style={indent(0)}>
        <StateBadge status={run.status} variant="icon" />
        <span className={styles.name}>{run.workflow.name}</span>
        {queued !== undefined && (
          <span className={styles.soft}>{t('run.queued', { time: formatDuration(queued.toMs - queued.fromMs) })}</span>
        )}
        <span className={styles.duration}>
          <Duration ms={run.durationMs} />
        </span>
      </span>
      <span className={styles.plot} aria-hidden="true">
        <span
          className={styles.track}
          style={{ insetInlineStart: percent(from), width: percent(scale.at(toMs) - from) }}
        />
        <Bars segments={segments} scale={scale} />
      </span>
    </div>
  );
}

interface AttemptLineProps {
  readonly attempt: Attempt;
  readonly depth: number;
  readonly place: Place;
}

export function AttemptLine({ attempt, depth, place: { top, scale } }: AttemptLineProps): ReactElement {
  const { t } = useTranslation('runs');
  const { number, error, segments } = attempt;
  const [tried, delay] = segments;
  return (
    <div className={styles.line} role="presentation" style={moved(top)}>
      <span className={styles.tree} style={indent(depth)}>
        <StateBadge status={error === undefined ? 'succeeded' : 'failed'} variant="icon" />
        <span className={styles.attempt}>{t('run.attempt', { number })}</span>
        <span className={styles.why} title={error}>
          {error}
        </span>
        <span className={styles.duration}>
          <Duration ms={tried === undefined ? undefined : tried.toMs - tried.fromMs} />
        </span>
      </span>
      <span className={styles.plot} aria-hidden="true">
        <Bars segments={segments} scale={scale} />
        {delay !== undefined && (
          <span className={styles.delay} style={{ insetInlineStart: percent(scale.at(delay.toMs)) }}>
            {formatDuration(delay.toMs - delay.fromMs)}
          </span>
        )}
      </span>
    </div>
  );
}

interface PagerLineProps {
  readonly pager: ThreadPager;
  readonly isCountKnown: boolean;
  readonly top: number;
  readonly onPage: (path: string, page: ThreadPage) => void;
}

/** Which of many items are shown, and how to see others. */
export function PagerLine({ pager, isCountKnown, top, onPage }: PagerLineProps): ReactElement {
  const { t } = useTranslation('runs');
  const { path, first, failedOnly, count, failed, depth } = pager;
  const show = (next: number): void => onPage(path, { first: Math.max(0, next), failedOnly: false });
  const isLast = isCountKnown && first + THREADS_A_PAGE >= count;
  const words = {
    first: formatCount(first),
    last: formatCount(isLast ? count - 1 : first + THREADS_A_PAGE - 1),
    count: formatCount(count) as never,
  };
  const goOnEnter = (event: KeyboardEvent<HTMLInputElement>): void => {
    const wanted = Number(event.currentTarget.value);
    if (event.key === 'Enter' && event.currentTarget.value !== '') show(wanted - (wanted % THREADS_A_PAGE));
  };
  return (
    <div
      className={styles.pager}
      style={{ ...moved(top), ...indent(depth) }}
      role="group"
      aria-label={t('threads.label')}
    >
      {!failedOnly && (
        <>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t('threads.before')}
            disabled={first === 0}
            onClick={() => show(first - THREADS_A_PAGE)}
          >
            <IconChevronLeft size={14} aria-hidden="true" />
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t('threads.after')}
            disabled={isLast}
            onClick={() => show(first + THREADS_A_PAGE)}
          >
            <IconChevronRight size={14} aria-hidden="true" />
          </Button>
          <span role="status">{t(isCountKnown ? 'threads.shown' : 'threads.shownOfMore', words)}</span>
          <NumberInput
            size="xs"
            w={120}
            aria-label={t('threads.goTo')}
            placeholder={t('threads.goTo')}
            min={0}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            onKeyDown={goOnEnter}
          />
        </>
      )}
      <Checkbox
        size="xs"
        label={isCountKnown ? t('threads.failed', { count: failed }) : t('threads.failedUnknown')}
        checked={failedOnly}
        onChange={(event) => onPage(path, { first, failedOnly: event.currentTarget.checked })}
      />
    </div>
  );
}

export function UndoneLine({ top, isOver }: { readonly top: number; readonly isOver: boolean }): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <div className={styles.section} role="presentation" style={moved(top)}>
      {t(isOver ? 'run.undone' : 'run.undoing')}
    </div>
  );
}
