import { TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';

interface Props {
  readonly label: string;
  readonly help: string;
  /** Without its `$`; empty for none. */
  readonly name: string;
  /** Hears of another name once it is written to its end, and only of one that can be a variable's. */
  readonly onStore: (name: string) => void;
}

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** The name of the variable that keeps something for later steps. */
export function VariableField({ label, help, name, onStore }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const [typed, setTyped] = useState(name);
  const isValid = typed === '' || NAME.test(typed);
  return (
    <TextInput
      label={label}
      description={help}
      leftSection="$"
      value={typed}
      error={isValid ? undefined : t('output.variableInvalid')}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (isValid && typed !== name) onStore(typed);
      }}
    />
  );
}
