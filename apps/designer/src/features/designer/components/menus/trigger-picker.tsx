import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { ConnectorMark } from '../../../../components/canvas/connector-mark.tsx';
import { TriggerMark } from '../../../../components/canvas/trigger-mark.tsx';
import { triggerChoices, type TriggerChoice } from '../../model/menus/trigger-choices.ts';
import { useWorkbench } from '../workbench-context.ts';
import type { Anchor } from './overlay.ts';
import { SearchList, type SearchRow } from './search-list.tsx';

/** What else is to start the workflow. */
export function TriggerPicker({
  anchor,
  onClose,
}: {
  readonly anchor: Anchor;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation('workbench');
  const { document, connectors, commands } = useWorkbench();
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const choices = triggerChoices(document.name, connectors);
  const rowOf = ({ id, trigger, event }: TriggerChoice): SearchRow =>
    event === undefined
      ? {
          id,
          title: t(`trigger.${trigger.type}`, { ns: 'canvas' }),
          text: t(`triggerText.${trigger.type}`),
          icon: <TriggerMark type={trigger.type} size={18} />,
        }
      : {
          id,
          title: event.title,
          text: `${event.of.title} · ${event.description}`,
          icon: <ConnectorMark connector={event.of} size={18} />,
        };
  return (
    <SearchList
      title={t('trigger.add')}
      placeholder={t('trigger.search')}
      none={t('connect.none', { query })}
      {...{ anchor, query, onClose }}
      onQuery={setQuery}
      rows={choices.map(rowOf).filter(({ title, text = '' }) => `${title} ${text}`.toLowerCase().includes(wanted))}
      onPick={({ id }) => {
        const choice = choices.find((one) => one.id === id);
        onClose();
        if (choice !== undefined) commands.addTrigger(choice.trigger);
      }}
    />
  );
}
