import words from '../i18n/en/errors.json' with { type: 'json' };
import type { ErrorGroup } from '../lib/contract.ts';
import { useTranslation } from '../lib/use-translation.ts';

const KNOWN = Object.keys(words.what);
const CHILD = /^workflow:([a-z0-9-]+)$/;

type Failed = Pick<ErrorGroup, 'step' | 'error' | 'resource' | 'workflow'>;

/** What failed, in words: "Charge card: an expression failed". */
export function useHeadline(): (group: Failed) => string {
  const { t } = useTranslation('errors');
  return ({ step, error, resource = '', workflow }) => {
    const child = CHILD.exec(resource)?.[1];
    const name = KNOWN.includes(error) ? error : 'other';
    const what =
      child === undefined ? t(`what.${name}` as 'what.other', { error }) : t('what.child', { workflow: child });
    return t('headline', { step: step ?? workflow.name, what });
  };
}
