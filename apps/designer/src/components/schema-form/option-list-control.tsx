import { MultiSelect } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { type ComponentType, type ReactElement, use } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { type Asked, askedOf } from '../../lib/hints.ts';
import { isList } from '../../lib/json.ts';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { shownOptions } from './model/field-options.ts';
import { OptionRemarks } from './option-remarks.tsx';
import { type OptionSource, OptionSourceContext } from './option-source.ts';
import { useOptions } from './use-options.ts';
import { FIELD_WORDS } from './words.ts';

interface Props extends ControlProps {
  /** What takes the value where there is nobody to ask. */
  readonly fallback: ComponentType<ControlProps>;
}

/** Several of the choices that the service gives. */
export function OptionListControl({ fallback: Fallback, ...props }: Props): ReactElement {
  const source = use(OptionSourceContext);
  const asked = askedOf(props.spec.schema, 'options');
  if (source === undefined || asked === undefined) return <Fallback {...props} />;
  return <AskedChoices {...props} source={source} asked={asked} />;
}

interface AskedProps extends ControlProps {
  readonly source: OptionSource;
  readonly asked: Asked;
}

function AskedChoices({ id, spec, value, onChange, isInvalid, describedBy, source, asked }: AskedProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const offered = useOptions(asked, source);
  const { items, typed, isAsking } = offered;
  const chosen: readonly JsonValue[] = isList(value) ? value : [];
  const options = shownOptions({ items, chosen, typed, word: (text) => t('options.typed', { id: text }) });
  return (
    <div className={styles.stack}>
      <MultiSelect
        id={id}
        data={options.map(({ key, label }) => ({ value: key, label }))}
        value={chosen.map((one) => JSON.stringify(one))}
        placeholder={chosen.length === 0 ? spec.placeholder : ''}
        error={isInvalid}
        aria-describedby={describedBy}
        searchable
        filter={({ options: all }) => all}
        nothingFoundMessage={t(isAsking ? 'options.asking' : 'options.none')}
        onSearchChange={offered.type}
        onDropdownOpen={offered.open}
        onChange={(keys) => {
          const next = options.filter(({ key }) => keys.includes(key)).map((option) => option.value);
          onChange(next.length === 0 ? undefined : next);
        }}
      />
      <OptionRemarks offered={offered} chosen={chosen} />
    </div>
  );
}
