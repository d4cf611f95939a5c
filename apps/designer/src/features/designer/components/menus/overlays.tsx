import { lazy, type ReactElement, Suspense, useCallback } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { slotId } from '../../../../components/canvas/model/slot.ts';
import { useAddChoice } from '../../hooks/use-add-choice.ts';
import { useConnected } from '../../hooks/use-connected.ts';
import { useStepChoices } from '../../hooks/use-step-choices.ts';
import type { StepChoice } from '../../model/quick-add/step-choices.ts';
import { QuickAdd } from '../quick-add/quick-add.tsx';
import { useWorkbench } from '../workbench-context.ts';
import { ConnectPicker } from './connect-picker.tsx';
import { ContextMenu } from './context-menu.tsx';
import type { Overlay } from './overlay.ts';

// Opened once in a workflow's life, if at all.
const ExtractDialog = lazy(async () => ({ default: (await import('./extract-dialog.tsx')).ExtractDialog }));
const TriggerPicker = lazy(async () => ({ default: (await import('./trigger-picker.tsx')).TriggerPicker }));

/** The menu, picker or dialog that is open. */
export function Overlays(): ReactElement {
  return (
    <Suspense fallback={null}>
      <OpenOverlay />
    </Suspense>
  );
}

function OpenOverlay(): ReactElement | null {
  const { overlay, open } = useWorkbench();
  const close = useCallback(() => open(undefined), [open]);
  if (overlay === undefined) return null;
  switch (overlay.kind) {
    case 'add':
      return <AddOverlay key={slotId(overlay.slot)} overlay={overlay} onClose={close} />;
    case 'replace':
      return <ReplaceOverlay key={overlay.step} overlay={overlay} onClose={close} />;
    case 'connect':
      return <ConnectPicker from={overlay.from} anchor={overlay.anchor} onClose={close} />;
    case 'trigger':
      return <TriggerPicker anchor={overlay.anchor} onClose={close} />;
    case 'extract':
      return <ExtractDialog steps={overlay.steps} onClose={close} />;
    case 'menu':
      return <ContextMenu anchor={overlay.anchor} onClose={close} />;
  }
}

interface Props<Kind extends Overlay['kind']> {
  readonly overlay: Extract<Overlay, { kind: Kind }>;
  readonly onClose: () => void;
}

function AddOverlay({ overlay: { slot, anchor, only }, onClose }: Props<'add'>): ReactElement {
  const { t } = useTranslation('workbench');
  const { document, connectors, workspace } = useWorkbench();
  const offered = useStepChoices({ document, connectors, workspace, slot });
  const add = useAddChoice();
  const pick = (choice: StepChoice): void => {
    onClose();
    add(slot, choice);
  };
  return <QuickAdd title={t('quickAdd.title')} {...{ offered, only, anchor, onClose }} onPick={pick} />;
}

function ReplaceOverlay({ overlay: { step, anchor }, onClose }: Props<'replace'>): ReactElement {
  const { t } = useTranslation('workbench');
  const { document, connectors, workspace, commands } = useWorkbench();
  const { choices, ...ranked } = useStepChoices({ document, connectors, workspace });
  const connected = useConnected();
  return (
    <QuickAdd
      title={t('quickAdd.replace', { step })}
      offered={{ ...ranked, choices: choices.filter(({ isRepeat }) => isRepeat !== true) }}
      anchor={anchor}
      onClose={onClose}
      onPick={(choice) => {
        onClose();
        connected(choice, (template) => commands.replace(step, template));
      }}
    />
  );
}
