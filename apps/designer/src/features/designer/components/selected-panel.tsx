import type { ReactElement } from 'react';
import { useMemo } from 'react';
import type { ConnectorDescription, Finding } from '../../../lib/contract.ts';
import type { DraftEditor } from '../hooks/use-draft.ts';
import { useSample } from '../hooks/use-sample.ts';
import { duplicateStep, renameStep, setSkipped, setStep, setTrigger } from '../model/commands.ts';
import { PanelContext } from './panel/panel-context.ts';
import { StepPanel } from './panel/step-panel.tsx';
import { TriggerPanel } from './panel/trigger-panel.tsx';

interface Props {
  readonly selected: string;
  readonly draft: DraftEditor;
  readonly connectors: readonly ConnectorDescription[];
  readonly problems: readonly Finding[];
  readonly workspace: string;
  readonly isLive: boolean;
  readonly onSelect: (name: string | undefined) => void;
  readonly onRemove: (name: string) => void;
}

/** The panel of whatever is selected: a step or a trigger. */
export function SelectedPanel({
  selected,
  draft,
  connectors,
  problems,
  workspace,
  isLive,
  onSelect,
  onRemove,
}: Props): ReactElement | null {
  const document = draft.history.present;
  const { roots, bindings } = useSample(document, selected);
  const surroundings = useMemo(() => ({ problems, roots, bindings }), [problems, roots, bindings]);
  const close = (): void => onSelect(undefined);
  const triggerId = selected.startsWith('trigger:') ? selected.slice('trigger:'.length) : undefined;
  const trigger = triggerId === undefined ? undefined : document.triggers?.[triggerId];
  const state = document.machine.States[selected];
  if (triggerId !== undefined && trigger !== undefined) {
    return (
      <PanelContext value={surroundings}>
        <TriggerPanel
          id={triggerId}
          trigger={trigger}
          workspace={workspace}
          isLive={isLive}
          onClose={close}
          onChange={(next, field) =>
            draft.change(setTrigger(document, triggerId, next), { name: 'trigger', key: `${selected}/${field}` })
          }
        />
      </PanelContext>
    );
  }
  if (state === undefined) return null;
  return (
    <PanelContext value={surroundings}>
      <StepPanel
        document={document}
        name={selected}
        state={state}
        connectors={connectors}
        onChange={(next, field) =>
          draft.change(setStep(document, selected, next), { name: 'change', key: `${selected}/${field}` })
        }
        onRename={(name) => {
          const edit = renameStep(document, selected, name);
          draft.change(edit.document, { name: 'rename' });
          onSelect(edit.state);
        }}
        onRemove={() => onRemove(selected)}
        onDuplicate={() => {
          const edit = duplicateStep(document, selected);
          draft.change(edit.document, { name: 'add' });
          onSelect(edit.state);
        }}
        onSkip={(isSkipped) => draft.change(setSkipped(document, selected, isSkipped), { name: 'skip' })}
        onClose={close}
      />
    </PanelContext>
  );
}
