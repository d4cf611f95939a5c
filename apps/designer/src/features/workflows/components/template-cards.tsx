import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { StepMark } from '../../../components/canvas/step-mark.tsx';
import { TriggerMark } from '../../../components/canvas/trigger-mark.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import type { TemplateFacts } from '../model/template-facts.ts';
import type { Template } from '../model/templates.ts';
import styles from '../new-workflow.module.css';
import { useFactWords } from '../hooks/use-fact-words.ts';

interface Props {
  readonly templates: readonly Template[];
  readonly connectors: readonly ConnectorDescription[];
  /** The one that was looked at last: it has the focus again. */
  readonly focused: string | undefined;
}

/** Workflows to begin with. */
export function TemplateCards({ templates, connectors, focused }: Props): ReactElement {
  const { t } = useTranslation('new-workflow');
  return (
    <section aria-labelledby="templates" className={styles.section}>
      <h2 id="templates">{t('template.title')}</h2>
      <ul className={styles.templates}>
        {templates.map((template) => (
          <li key={template.id}>
            <TemplateCard template={template} connectors={connectors} hasFocus={template.id === focused} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface CardProps extends Pick<Props, 'connectors'> {
  readonly template: Template;
  readonly hasFocus: boolean;
}

function TemplateCard({ template: { id, title, text, facts }, connectors, hasFocus }: CardProps): ReactElement {
  const { t } = useTranslation('new-workflow');
  const workspace = useWorkspace();
  const words = useFactWords(connectors);
  const link = useRef<HTMLAnchorElement>(null);
  // Only fields and buttons know autoFocus.
  useEffect(() => {
    if (hasFocus) link.current?.focus();
  }, [hasFocus]);
  return (
    <Link
      ref={link}
      className={styles.template}
      to="/w/$workspace/workflows/new"
      params={{ workspace }}
      search={({ q }) => ({ ...(q === undefined ? {} : { q }), template: id })}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text ${id}-facts`}
    >
      <span className={styles.templateHead}>
        <Marks facts={facts} connectors={connectors} />
        <span className={styles.quiet}>{t('template.steps', { count: facts.stepCount })}</span>
      </span>
      <strong id={`${id}-title`}>{title}</strong>
      <span id={`${id}-text`} className={styles.templateText}>
        {text}
      </span>
      <span id={`${id}-facts`} className={styles.quiet}>
        {words.summary(facts)}
      </span>
    </Link>
  );
}

/** What starts it, and what it is made of, as a row of marks. The words say it too. */
function Marks({ facts, connectors }: { readonly facts: TemplateFacts } & Pick<Props, 'connectors'>): ReactElement {
  const [trigger] = facts.triggers;
  return (
    <span className={styles.marks} aria-hidden="true">
      {trigger !== undefined && (
        <span className={styles.mark}>
          <TriggerMark type={trigger.type} size={14} />
        </span>
      )}
      {facts.marked.map((state, index) => (
        <Fragment key={index}>
          <IconChevronRight size={12} />
          <span className={styles.mark}>
            <StepMark state={state} connectors={connectors} size={14} />
          </span>
        </Fragment>
      ))}
    </span>
  );
}
