import { useTranslation } from '../../lib/use-translation.ts';
import type { Change, Subject } from './model/change.ts';
import type { FieldName } from './model/field-names.ts';
import { type Sentence, sentencesOf } from './model/sentences.ts';
import './words.ts';

/** Changes in the reader's words. */
export interface ChangeWords {
  readonly subject: (subject: Subject) => string;
  /** All that is said of a change, in one line. */
  readonly text: (change: Change) => string;
  readonly field: (field: FieldName) => string;
}

type Translate = ReturnType<typeof useTranslation<'versions'>>['t'];

export function useChangeWords(): ChangeWords {
  const { t } = useTranslation('versions');
  return {
    subject: (subject) => wordsOfSubject(subject, t),
    text: (change) =>
      sentencesOf(change)
        .map((sentence) => wordsOfSentence(sentence, t))
        .join(', '),
    field: (field) => wordsOfField(field, t),
  };
}

function wordsOfSubject(subject: Subject, t: Translate): string {
  switch (subject.kind) {
    case 'state':
      return subject.name;
    case 'trigger':
      return t('subject.triggerOf', {
        type: t(`subject.triggerType.${subject.type}`, { defaultValue: t('subject.trigger') }),
      });
    case 'workflow':
      return t(`subject.workflow.${subject.member}`);
    case 'setting':
      return t(`subject.setting.${subject.name}`, { defaultValue: subject.name });
    case 'schema':
      return t(`subject.schema.${subject.part}`);
    case 'connector':
    case 'test':
      return t(`subject.${subject.kind}`, { name: subject.name });
  }
}

function wordsOfField({ parts }: FieldName, t: Translate): string {
  const words = parts.map((part) => {
    if (part.kind === 'word') return t(`field.${part.key}`);
    return part.kind === 'rule' ? t('rule', { number: part.number }) : part.text;
  });
  return words.join(' › ');
}

/** A unit is said once, behind the last number. */
function wordsOfSentence({ key, values = {}, field }: Sentence, t: Translate): string {
  const unit = field?.unit === undefined || !isNumber(values.to) ? '' : ` ${t(`unit.${field.unit}`)}`;
  const named = field === undefined ? {} : { field: wordsOfField(field, t) };
  const isWhole = (key === 'added' || key === 'removed') && values.value !== undefined;
  const text = t(`change.${isWhole ? `${key}Value` : key}`, { ...values, ...named }).trim();
  return `${text}${unit}`;
}

const isNumber = (value: string | number | undefined): boolean =>
  value !== undefined && value !== '' && Number.isFinite(Number(value));
