import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconHourglass,
  IconMask,
  IconPin,
  IconRefresh,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { describeTask } from '../../lib/find-action.ts';
import { type CardFacts, useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import type { StateBadge } from './model/state-card.ts';

type Kind = StateBadge['kind'] | 'problem' | 'pinned' | 'mocked';

const ICONS: Readonly<Record<Kind, TablerIcon>> = {
  problem: IconAlertTriangle,
  pinned: IconPin,
  mocked: IconMask,
  retry: IconRefresh,
  undo: IconArrowBackUp,
  waits: IconHourglass,
};
/** Which comes first where there is room for two. */
const ORDER = Object.keys(ICONS) as readonly Kind[];
const MOST = 2;

interface Props {
  readonly badges: readonly StateBadge[];
  readonly facts: CardFacts | undefined;
}

/** What is to be known of a step at a glance: two marks, and how many there are besides. */
export function CardBadges({ badges, facts }: Props): ReactElement | null {
  const { t } = useTranslation('canvas');
  const all = useBadges(badges, facts);
  const more = all.slice(MOST);
  if (all.length === 0) return null;
  return (
    <span className={styles.badges}>
      {all.slice(0, MOST).map(({ kind, words }) => {
        const Icon = ICONS[kind];
        return (
          <span key={kind} data-kind={kind} title={words}>
            <Icon size={16} aria-hidden="true" />
          </span>
        );
      })}
      {more.length > 0 && (
        <span className={styles.more} title={more.map(({ words }) => words).join('\n')}>
          {t('more', { count: more.length })}
        </span>
      )}
    </span>
  );
}

function useBadges(
  badges: readonly StateBadge[],
  facts: CardFacts | undefined,
): readonly { readonly kind: Kind; readonly words: string }[] {
  const { t } = useTranslation('canvas');
  const { connectors } = useCanvas();
  const { problems = 0, marks = [] } = facts ?? {};
  const wordsOf = ({ kind, text }: StateBadge): string => {
    if (kind === 'waits') return t('badge.waits');
    if (kind === 'retry') return t('badge.retry', { rule: text });
    return t('badge.undo', { action: describeTask(text, connectors, (key, values) => t(key, { ...values })) });
  };
  const shown = [
    ...(problems > 0 ? [{ kind: 'problem' as const, words: t('problems', { count: problems }) }] : []),
    ...marks.flatMap((mark) =>
      mark === 'stale' || mark === 'found' ? [] : [{ kind: mark, words: t(`mark.${mark}`) }],
    ),
    ...badges.map((badge) => ({ kind: badge.kind, words: wordsOf(badge) })),
  ];
  return shown.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}
