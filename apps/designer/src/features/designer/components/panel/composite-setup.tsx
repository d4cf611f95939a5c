import type { JsonObject, JsonValue, MapState, ParallelState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { NumberField } from '../../../../components/number-field.tsx';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { JsonField } from '../../../../components/schema-form/json-field.tsx';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { TemplateField } from '../form/template-field.tsx';
import { ArgumentsField } from './arguments-field.tsx';
import { InnerSteps } from './inner-steps.tsx';
import { MoreMembers } from './json-note.tsx';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';
import { PANEL_WORDS } from './words.ts';

const ITEM_FIELDS = [
  { name: 'Items', control: 'json' },
  { name: 'ItemSelector', control: 'json' },
  { name: 'MaxConcurrency', control: 'number' },
] as const;
const TOLERANCE_FIELDS = ['ToleratedFailureCount', 'ToleratedFailurePercentage'] as const;
/** What stands elsewhere in the panel. */
const SHARED = ['Type', 'Comment', 'Next', 'End', 'Assign', 'Output', 'Retry', 'Catch', 'QueryLanguage'];
const OF_MAP = [
  ...SHARED,
  ...ITEM_FIELDS.map(({ name }) => name),
  ...TOLERANCE_FIELDS,
  ...['ItemProcessor', 'ItemBatcher'],
];

/** What a loop goes through, how many at once, what it bears, and the steps inside. */
export function MapSetup({ name, state, path, onChange }: StepProps<MapState>): ReactElement {
  const { t } = useTranslation(['designer', PANEL_WORDS]);
  const set = (member: string, value: JsonValue | undefined): void =>
    onChange(withMember(state, member, value), member);
  const field = (member: (typeof ITEM_FIELDS)[number]['name'] | (typeof TOLERANCE_FIELDS)[number]): ReactElement => (
    <TemplateField
      key={member}
      spec={ownField(member, t(`map.${member}`), {
        control: ITEM_FIELDS.find((known) => known.name === member)?.control ?? 'number',
        help: t(`map.${member}Help`),
      })}
      value={state[member]}
      onChange={(value) => set(member, value)}
      path={`${path}/${member}`}
    />
  );
  return (
    <>
      {ITEM_FIELDS.map(({ name: member }) => field(member))}
      <InnerSteps name={name} state={state} path={path} />
      <section className={styles.stack} aria-labelledby="map-tolerance">
        <h3 id="map-tolerance" className={styles.section}>
          {t('stepPanel:loop.tolerance')}
        </h3>
        {TOLERANCE_FIELDS.map(field)}
      </section>
      <BatchFields state={state} path={path} onChange={(batcher) => set('ItemBatcher', batcher)} />
      <MoreMembers names={membersBeside(state, OF_MAP)} />
    </>
  );
}

const BATCH_NUMBERS = [
  { member: 'MaxItemsPerBatch', label: 'batchItems', help: 'batchItemsHelp' },
  { member: 'MaxInputBytesPerBatch', label: 'batchBytes', help: undefined },
] as const;

interface BatchProps {
  readonly state: MapState;
  readonly path: string;
  readonly onChange: (batcher: JsonObject | undefined) => void;
}

/** Several items at once for each round of the steps inside. */
function BatchFields({ state, path, onChange }: BatchProps): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const batcher = (state.ItemBatcher ?? {}) as JsonObject;
  const set = (member: string, value: JsonValue | undefined): void => {
    const next = withMember(batcher, member, value);
    onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <section className={styles.stack} aria-labelledby="map-batches" data-path={`${path}/ItemBatcher`}>
      <h3 id="map-batches" className={styles.section}>
        {t('loop.batch')}
      </h3>
      <p className={styles.text}>{t('loop.batchHelp')}</p>
      {BATCH_NUMBERS.map(({ member, label, help }) => (
        <NumberField
          key={member}
          label={t(`loop.${label}`)}
          description={help === undefined ? undefined : t(`loop.${help}`)}
          min={1}
          allowDecimal={false}
          value={typeof batcher[member] === 'number' ? batcher[member] : undefined}
          onChange={(value) => set(member, value)}
        />
      ))}
      {Object.keys(batcher).length > 0 && (
        <div>
          <span className={styles.label}>{t('loop.batchInput')}</span>
          <JsonField
            label={t('loop.batchInput')}
            value={batcher.BatchInput}
            onChange={(value) => set('BatchInput', value)}
          />
        </div>
      )}
    </section>
  );
}

/** What all branches get, and what they are. */
export function ParallelSetup(props: StepProps<ParallelState>): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <>
      <ArgumentsField {...props} help={t('parallel.argumentsHelp')} />
      <InnerSteps name={props.name} state={props.state} path={props.path} />
    </>
  );
}
