import type { JsonValue, TaskState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isObject } from '../../../../lib/json.ts';
import { expressionOf } from '../../model/field-mode.ts';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { CodeEditor } from '../../../../components/code-editor/code-editor.tsx';
import { TemplateField } from '../form/template-field.tsx';
import { useMessages } from '../form/use-messages.ts';
import { ArgumentsField } from './arguments-field.tsx';
import { MoreMembers } from './json-note.tsx';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

/** Colours need a language that the page would have to load; the text is the same without. */
const PLAIN = [] as const;

/** A function and what it is called with. */
export function CodeSetup(props: StepProps<TaskState>): ReactElement {
  const { state, path, onChange } = props;
  const { t } = useTranslation('designer');
  const given = state.Arguments ?? {};
  // As a whole they may be an expression.
  if (!isObject(given)) return <ArgumentsField {...props} />;
  const set = (name: string, value: JsonValue | undefined): void =>
    onChange({ ...state, Arguments: withMember(given, name, value) }, `Arguments/${name}`);
  return (
    <>
      <Source source={given.source} path={`${path}/Arguments/source`} onChange={(source) => set('source', source)} />
      <TemplateField
        spec={ownField('input', t('code.input'), { control: 'json', help: t('code.inputHelp') })}
        value={given.input}
        onChange={(value) => set('input', value)}
        path={`${path}/Arguments/input`}
      />
      <MoreMembers names={membersBeside(given, ['source', 'input']).map((name) => `Arguments.${name}`)} />
    </>
  );
}

interface SourceProps {
  readonly source: JsonValue | undefined;
  readonly path: string;
  readonly onChange: (source: JsonValue | undefined) => void;
}

function Source({ source = '', path, onChange }: SourceProps): ReactElement {
  const { t } = useTranslation('designer');
  const messages = useMessages(path);
  const label = t('code.source');
  const help = t('code.sourceHelp');
  // The text may also come from elsewhere.
  if (typeof source !== 'string' || expressionOf(source) !== undefined)
    return (
      <TemplateField
        spec={ownField('source', label, { control: 'longText', help })}
        value={source}
        onChange={onChange}
        path={path}
      />
    );
  return (
    <div data-path={path}>
      <span className={styles.label}>{label}</span>
      <div className={styles.source} data-value>
        <CodeEditor label={label} value={source} onChange={onChange} language={PLAIN} isInvalid={messages.length > 0} />
      </div>
      {messages.map((message) => (
        <p key={message} className={styles.error}>
          {message}
        </p>
      ))}
      <p className={styles.help}>{help}</p>
    </div>
  );
}
