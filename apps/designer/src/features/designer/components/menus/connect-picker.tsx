import { IconFlag, IconGitFork } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { findState } from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotId } from '../../../../components/canvas/model/slot.ts';
import { StepMark } from '../../../../components/canvas/step-mark.tsx';
import { useKindWords } from '../../../../components/canvas/use-kind-words.ts';
import { legalTargets, targetOf } from '../../model/commands/ways.ts';
import { waysOf } from '../../model/menus/connect-ways.ts';
import { useWorkbench } from '../workbench-context.ts';
import type { Anchor } from './overlay.ts';
import { SearchList, type SearchRow } from './search-list.tsx';

interface Props {
  /** Without a way, that of the step is asked for first. */
  readonly from: Slot | { readonly step: string };
  readonly anchor: Anchor;
  readonly onClose: () => void;
}

/** Where a way is to lead: one of the steps of its machine, by name, or nowhere. */
export function ConnectPicker({ from, anchor, onClose }: Props): ReactElement {
  const { document } = useWorkbench();
  const ways = 'step' in from ? waysOf(document, from.step) : [];
  const [only] = ways;
  const [slot, choose] = useState<Slot | undefined>(() => {
    if (!('step' in from)) return from;
    return ways.length === 1 ? only?.slot : undefined;
  });
  if (slot === undefined && 'step' in from)
    return <WayPicker step={from.step} anchor={anchor} onPick={choose} onClose={onClose} />;
  return slot === undefined ? (
    <></>
  ) : (
    <TargetPicker
      slot={slot}
      anchor={anchor}
      onBack={ways.length > 1 ? () => choose(undefined) : undefined}
      onClose={onClose}
    />
  );
}

const matches = (query: string, ...texts: readonly string[]): boolean =>
  texts.some((text) => text.toLowerCase().includes(query.trim().toLowerCase()));

/** Which of a step's ways is to lead elsewhere. */
function WayPicker({
  step,
  anchor,
  onPick,
  onClose,
}: {
  readonly step: string;
  readonly anchor: Anchor;
  readonly onPick: (slot: Slot) => void;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation('workbench');
  const { document } = useWorkbench();
  const [query, setQuery] = useState('');
  const ways = waysOf(document, step);
  const rows = ways.map(({ id, slot, words, target }): SearchRow => ({
    id,
    title: t(`way.${slot.kind}`, { words }),
    text: target === undefined ? t('way.open') : t('way.leads', { target }),
    icon: <IconGitFork size={18} stroke={1.75} aria-hidden="true" />,
    opens: true,
  }));
  return (
    <SearchList
      title={t('connect.way', { step })}
      placeholder={t('connect.searchWays')}
      none={t('connect.none', { query })}
      {...{ anchor, query, onClose }}
      onQuery={setQuery}
      rows={rows.filter(({ title, text = '' }) => matches(query, title, text))}
      onPick={({ id }) => {
        const way = ways.find((one) => one.id === id);
        if (way !== undefined) onPick(way.slot);
      }}
    />
  );
}

const END = 'end:';

function TargetPicker({
  slot,
  anchor,
  onBack,
  onClose,
}: {
  readonly slot: Slot;
  readonly anchor: Anchor;
  readonly onBack: (() => void) | undefined;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation('workbench');
  const { document, commands, connectors } = useWorkbench();
  const kindOf = useKindWords(connectors);
  const [query, setQuery] = useState('');
  const now = targetOf(document, slot);
  const rows = legalTargets(document, slot).flatMap((name): readonly SearchRow[] => {
    const state = findState(document, name);
    if (state === undefined) return [];
    const kind = kindOf(state);
    const icon = <StepMark state={state} connectors={connectors} size={18} />;
    return [{ id: name, title: name, text: name === now ? t('connect.now', { kind }) : kind, icon }];
  });
  const end: SearchRow = {
    id: END,
    title: t('connect.end'),
    text: t(now === undefined ? 'connect.endNow' : 'connect.endText'),
    icon: <IconFlag size={18} stroke={1.75} aria-hidden="true" />,
  };
  return (
    <SearchList
      key={slotId(slot)}
      title={t('connect.title')}
      placeholder={t('connect.search')}
      none={t('connect.none', { query })}
      {...{ anchor, query, onClose }}
      onQuery={setQuery}
      trail={onBack === undefined ? undefined : { title: t('connect.ways'), onBack }}
      rows={[...rows, end].filter(({ title, text = '' }) => matches(query, title, text))}
      onPick={({ id }) => {
        onClose();
        commands.connect(slot, id === END ? undefined : id);
      }}
    />
  );
}
