import type { JsonValue, MapState, ParallelState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { innerStatesOf } from '../../../../components/canvas/model/inner-states.ts';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { TemplateField } from '../form/template-field.tsx';
import { useMessages } from '../form/use-messages.ts';
import { ArgumentsField } from './arguments-field.tsx';
import { JsonNote, MoreMembers } from './json-note.tsx';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

const MAP_FIELDS = [
  { name: 'Items', control: 'json' },
  { name: 'ItemSelector', control: 'json' },
  { name: 'MaxConcurrency', control: 'number' },
  { name: 'ToleratedFailureCount', control: 'number' },
  { name: 'ToleratedFailurePercentage', control: 'number' },
] as const;
/** What stands elsewhere in the panel. */
const SHARED = ['Type', 'Comment', 'Next', 'End', 'Assign', 'Output', 'Retry', 'Catch', 'QueryLanguage'];
const OF_MAP = [...SHARED, ...MAP_FIELDS.map(({ name }) => name), 'ItemProcessor'];

/** What a loop goes through, how many at once, and what it bears. */
export function MapSetup({ state, path, onChange }: StepProps<MapState>): ReactElement {
  const { t } = useTranslation('designer');
  const set = (name: string, value: JsonValue | undefined): void => onChange(withMember(state, name, value), name);
  return (
    <>
      {MAP_FIELDS.map(({ name, control }) => (
        <TemplateField
          key={name}
          spec={ownField(name, t(`map.${name}`), { control, help: t(`map.${name}Help`) })}
          value={state[name]}
          onChange={(value) => set(name, value)}
          path={`${path}/${name}`}
        />
      ))}
      <Inside state={state} path={`${path}/ItemProcessor`} />
      <MoreMembers names={membersBeside(state, OF_MAP)} />
    </>
  );
}

/** What all branches get, and what they are. */
export function ParallelSetup(props: StepProps<ParallelState>): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <>
      <ArgumentsField {...props} help={t('parallel.argumentsHelp')} />
      <Inside state={props.state} path={`${props.path}/Branches`} />
    </>
  );
}

/** The steps inside, which have no picture of their own. */
function Inside({ state, path }: { readonly state: MapState | ParallelState; readonly path: string }): ReactElement {
  const { t } = useTranslation('designer');
  const messages = useMessages(path);
  const branches = innerStatesOf(state);
  const isMap = state.Type === 'Map';
  return (
    <section className={styles.stack} data-path={path}>
      <h3 className={styles.section}>{isMap ? t('inside.item') : t('inside.branches', { count: branches.length })}</h3>
      {branches.map((names, index) => (
        <div key={index}>
          {!isMap && <span className={styles.label}>{t('inside.branch', { number: index + 1 })}</span>}
          <ol className={styles.inside}>
            {names.map((name) => (
              <li key={name} dir="auto">
                {name}
              </li>
            ))}
          </ol>
        </div>
      ))}
      {messages.map((message) => (
        <p key={message} className={styles.error}>
          {message}
        </p>
      ))}
      <JsonNote text={t(isMap ? 'inside.mapText' : 'inside.parallelText')} />
    </section>
  );
}
