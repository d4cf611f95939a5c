import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import type { TemplateFacts } from '../model/template-facts.ts';

interface FactWords {
  readonly trigger: (facts: TemplateFacts) => string;
  readonly connectors: (facts: TemplateFacts) => string;
  /** Both in one line. */
  readonly summary: (facts: TemplateFacts) => string;
}

/** What starts a workflow and what it calls, in words. */
export function useFactWords(connectors: readonly ConnectorDescription[]): FactWords {
  const { t, i18n } = useTranslation('new-workflow');
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  const trigger = ({ triggers }: TemplateFacts): string =>
    triggers.length === 0
      ? t('preview.nothing')
      : list.format(
          triggers.map((one) =>
            one.type === 'connector'
              ? (connectors.find(({ name }) => one.use.startsWith(`${name}/`))?.title ?? one.use)
              : t(`start.${one.type}`),
          ),
        );
  const called = ({ connectors: names }: TemplateFacts): string =>
    list.format(names.map((name) => connectors.find((one) => one.name === name)?.title ?? name));
  return {
    trigger,
    connectors: called,
    summary: (facts) =>
      facts.connectors.length === 0
        ? t('template.usesNone', { trigger: trigger(facts) })
        : t('template.uses', { trigger: trigger(facts), connectors: called(facts) }),
  };
}
