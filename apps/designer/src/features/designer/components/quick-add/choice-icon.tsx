import { IconArrowBackUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { ConnectorMark } from '../../../../components/canvas/connector-mark.tsx';
import { StepMark } from '../../../../components/canvas/step-mark.tsx';
import type { StepChoice } from '../../model/quick-add/step-choices.ts';

const NONE: readonly [] = [];

/** What a step will be, as the mark of its card. */
export function ChoiceIcon({ choice, size }: { readonly choice: StepChoice; readonly size: number }): ReactElement {
  if (choice.isRepeat === true) return <IconArrowBackUp size={size} stroke={1.75} aria-hidden="true" />;
  if (choice.marked !== undefined) return <ConnectorMark connector={choice.marked} size={size} />;
  return <StepMark state={choice.state} connectors={NONE} size={size} />;
}
