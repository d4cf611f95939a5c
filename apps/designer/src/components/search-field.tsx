import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { SearchText } from '../hooks/use-search-text.ts';

/** Where the text of a list's search is typed. `label`: what is searched. */
export function SearchField({
  typed: { text, type },
  label,
  width,
}: {
  readonly typed: SearchText;
  readonly label: string;
  readonly width: number;
}): ReactElement {
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={text}
      onChange={({ currentTarget: { value } }) => type(value)}
      w={width}
    />
  );
}
