import type { ReactElement } from 'react';
import { NameInput } from '../../../../components/schema-form/name-input.tsx';
import { useTranslation } from '../../../../lib/use-translation.ts';

interface Props {
  readonly label: string;
  readonly help: string;
  /** Without its `$`; empty for none. */
  readonly name: string;
  /** Hears only of what can be a variable's name. */
  readonly onStore: (name: string) => void;
}

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** The name of the variable that keeps something for later steps. */
export function VariableField({ label, help, name, onStore }: Props): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <NameInput
      label={label}
      description={help}
      leftSection="$"
      name={name}
      problemOf={(typed) => (typed === '' || NAME.test(typed) ? undefined : t('output.variableInvalid'))}
      onStore={onStore}
    />
  );
}
