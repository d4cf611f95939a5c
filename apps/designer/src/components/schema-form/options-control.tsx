import { Loader, Select } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectorOptionsQuery } from '../../lib/queries/connector-options.ts';
import styles from './form.module.css';
import type { ControlProps } from './fixed-control.tsx';
import { dependedOn, optionSourceOf, shownOptions } from './model/field-options.ts';
import { type OptionSource, OptionSourceContext } from './option-source.ts';
import { FIELD_WORDS } from './words.ts';

const SEARCH_DELAY_MS = 300;

interface Props extends ControlProps {
  /** What takes the value where there is nobody to ask. */
  readonly fallback: (props: ControlProps) => ReactElement;
}

/** A choice that the service gives, found by its words; what is typed counts as well. */
export function OptionsControl({ fallback: Fallback, ...props }: Props): ReactElement {
  const source = use(OptionSourceContext);
  const name = optionSourceOf(props.spec.schema);
  if (source === undefined || name === undefined) return <Fallback {...props} />;
  return <AskedChoice {...props} source={source} name={name} />;
}

interface AskedProps extends ControlProps {
  readonly source: OptionSource;
  readonly name: string;
}

function AskedChoice({ id, spec, value, onChange, isInvalid, describedBy, source, name }: AskedProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const [isOpen, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search, SEARCH_DELAY_MS);
  const { connector, version, connection, input } = source;
  const asked = { connector, version, connection, source: name, input: dependedOn(spec.schema, input), search: wanted };
  // Nobody is asked before somebody looks.
  const { data, error, isFetching } = useQuery({ ...connectorOptionsQuery(asked), enabled: isOpen });
  const options = shownOptions({
    items: data?.items ?? [],
    value,
    typed: search,
    word: (id) => t('options.typed', { id }),
  });
  const failure = data?.failure?.message ?? error?.message;
  const choose = (key: string | null): void => {
    const found: JsonValue | undefined = options.find((option) => option.key === key)?.value;
    onChange(found);
  };
  return (
    <>
      <Select
        id={id}
        data={options.map(({ key, label }) => ({ value: key, label }))}
        value={value === undefined ? null : JSON.stringify(value)}
        placeholder={spec.placeholder}
        error={isInvalid}
        aria-describedby={describedBy}
        searchable
        clearable={!spec.isRequired}
        clearButtonProps={{ 'aria-label': t('options.clear', { field: spec.title }) }}
        // The service has searched already.
        filter={({ options: all }) => all}
        nothingFoundMessage={isFetching ? t('options.asking') : t('options.none')}
        rightSection={isFetching ? <Loader size={14} /> : undefined}
        onSearchChange={setSearch}
        onDropdownOpen={() => setOpen(true)}
        onChange={choose}
      />
      {failure !== undefined && <p className={styles.error}>{t('options.failed', { why: failure })}</p>}
    </>
  );
}
