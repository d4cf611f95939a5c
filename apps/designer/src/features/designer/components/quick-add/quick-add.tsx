import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { ConnectorMark } from '../../../../components/canvas/connector-mark.tsx';
import type { ConnectorDescription } from '../../../../lib/contract.ts';
import type { StepChoices } from '../../hooks/use-step-choices.ts';
import { rankConnectors, searchChoices, suggestChoices } from '../../model/quick-add/rank-choices.ts';
import type { StepChoice } from '../../model/quick-add/step-choices.ts';
import type { Anchor } from '../menus/overlay.ts';
import { SearchList, type SearchRow } from '../menus/search-list.tsx';
import { ChoiceIcon } from './choice-icon.tsx';

interface Props {
  readonly offered: StepChoices;
  /** A connector: nothing but its steps is offered. */
  readonly only?: string | undefined;
  /** Where it opens, in the window. */
  readonly anchor: Anchor;
  readonly title: string;
  readonly onPick: (choice: StepChoice) => void;
  readonly onClose: () => void;
}

const CONNECTOR = 'of:';
const SIZE = 18;

/** Finds a step to add: what fits first, then the flow, then each connector with its actions. */
export function QuickAdd({ offered, only, anchor, title, onPick, onClose }: Props): ReactElement {
  const { t } = useTranslation('workbench');
  const [query, setQuery] = useState('');
  const [opened, openConnector] = useState(only);
  const rows = useRows(offered, { query, opened });
  const of = offered.choices.find((choice) => choice.of?.name === opened)?.of;
  const pick = ({ id }: SearchRow): void => {
    const choice = offered.choices.find((one) => one.id === id.replace(/^suggested:/, ''));
    if (id.startsWith(CONNECTOR)) {
      openConnector(id.slice(CONNECTOR.length));
      setQuery('');
      return;
    }
    if (choice === undefined) return;
    offered.remember(choice);
    onPick(choice);
  };
  return (
    <SearchList
      title={title}
      placeholder={t('quickAdd.search')}
      none={t(query === '' ? 'quickAdd.nothing' : 'quickAdd.none', { query })}
      {...{ anchor, query, rows, onClose }}
      onQuery={setQuery}
      onPick={pick}
      trail={opened === undefined || only !== undefined ? undefined : trailOf(of, () => openConnector(undefined))}
    />
  );
}

const trailOf = (
  of: ConnectorDescription | undefined,
  onBack: () => void,
): { readonly title: string; readonly onBack: () => void } => ({ title: of?.title ?? '', onBack });

/** The rows of a search; without one, those of a level. */
function useRows(
  { choices, ranking }: StepChoices,
  { query, opened }: { readonly query: string; readonly opened: string | undefined },
): readonly SearchRow[] {
  const { t } = useTranslation('workbench');
  return useMemo(() => {
    const within = opened === undefined ? choices : choices.filter(({ of }) => of?.name === opened);
    const connectors = rankConnectors(choices, ranking);
    if (query.trim() !== '' || opened !== undefined) {
      const wanted = query.trim().toLowerCase();
      const named = opened === undefined ? connectors.filter(({ title }) => title.toLowerCase().includes(wanted)) : [];
      return [...searchChoices(within, query, ranking).map((choice) => rowOf(choice)), ...named.map(connectorRow)];
    }
    const suggested = suggestChoices(choices, ranking);
    const flow = choices.filter(({ of }) => of === undefined);
    return [
      ...suggested.map((choice) => ({
        ...rowOf(choice),
        id: `suggested:${choice.id}`,
        group: t('quickAdd.suggested'),
      })),
      ...flow.map((choice) => ({ ...rowOf(choice), group: t('quickAdd.flow') })),
      ...connectors.map((connector) => ({ ...connectorRow(connector), group: t('quickAdd.connectors') })),
    ];
  }, [choices, ranking, query, opened, t]);
}

function rowOf(choice: StepChoice): SearchRow {
  return {
    id: choice.id,
    title: choice.title,
    text: choice.of === undefined ? choice.description : `${choice.of.title} · ${choice.description}`,
    icon: <ChoiceIcon choice={choice} size={SIZE} />,
  };
}

function connectorRow(connector: ConnectorDescription): SearchRow {
  return {
    id: `${CONNECTOR}${connector.name}`,
    title: connector.title,
    text: connector.description,
    icon: <ConnectorMark connector={connector} size={SIZE} />,
    opens: true,
  };
}
