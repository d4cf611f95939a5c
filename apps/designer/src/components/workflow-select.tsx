import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { MOST_OFFERED, useWorkflowNames } from '../hooks/use-workflow-names.ts';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  /** The name of the chosen one. */
  readonly value: string | undefined;
  readonly onChange: (workflow: string | null) => void;
}

/** Narrows a list to one workflow. */
export function WorkflowSelect({ label, placeholder, value, onChange }: Props): ReactElement {
  const workflows = useWorkflowNames();
  return (
    <Select
      aria-label={label}
      placeholder={placeholder}
      data={workflows.map(({ name, title }) => ({ value: name, label: title }))}
      value={value ?? null}
      onChange={onChange}
      clearable
      searchable
      limit={MOST_OFFERED}
      w={200}
    />
  );
}
