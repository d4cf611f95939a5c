import { TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface Props {
  readonly words: { readonly title: string; readonly text: string; readonly confirm: string };
  readonly label: string;
  /** As it is now, or as it could be. */
  readonly name: string;
  readonly maxLength: number;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

/** Asks for a name. */
export function NameDialog({ words, label, name: before, maxLength, onName, ...rest }: Props): ReactElement {
  const [name, setName] = useState(before);
  return (
    <ConfirmDialog {...words} {...rest} isReady={name.trim() !== ''} onConfirm={() => onName(name)}>
      <TextInput
        mt="md"
        label={label}
        value={name}
        maxLength={maxLength}
        autoComplete="off"
        data-autofocus
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
