import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useMessages } from '../form/use-messages.ts';

interface Props {
  readonly label: string;
  /** JSON Pointer of the step's name. */
  readonly path: string;
  readonly targets: string[];
  readonly value: string;
  readonly onChange: (target: string) => void;
}

/** The step that a rule leads to. */
export function TargetSelect({ label, path, targets, value, onChange }: Props): ReactElement {
  const messages = useMessages(path);
  return (
    <div data-path={path}>
      <Select
        label={label}
        data={targets}
        value={value === '' ? null : value}
        searchable={targets.length > 8}
        error={messages.length === 0 ? undefined : messages.join(' ')}
        onChange={(target) => onChange(target ?? '')}
      />
    </div>
  );
}
