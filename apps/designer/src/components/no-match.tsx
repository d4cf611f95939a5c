import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { EmptyState } from './empty-state.tsx';

interface Props {
  readonly title: string;
  readonly text: string;
  /** What the button says that takes all filters away. */
  readonly clear: string;
  readonly onClear: () => void;
}

/** In the place of a list that its filters have emptied. */
export function NoMatch({ title, text, clear, onClear }: Props): ReactElement {
  return (
    <EmptyState
      icon={<IconFilterOff size={20} />}
      title={title}
      text={text}
      action={
        <Button variant="default" onClick={onClear}>
          {clear}
        </Button>
      }
    />
  );
}
