import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { pointerPart } from '../../../lib/json.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { type AttributeRow, rowProblems } from '../model/settings-form.ts';
import styles from '../workflow-settings.module.css';
import type { SectionProps } from './run-sections.tsx';
import { Section } from './setting-fields.tsx';

/** Search attributes: a name and where its value is found, a row each. */
export function AttributeSection({ edited: { form, change }, problem }: SectionProps): ReactElement {
  const { t } = useTranslation('workflow-settings');
  const { attributes } = form;
  const wrong = rowProblems(attributes);
  const replace = (row: AttributeRow): void =>
    change({ attributes: attributes.map((other) => (other.id === row.id ? row : other)) });
  return (
    <Section title={t('found.title')}>
      <p className={styles.text}>{t('found.text')}</p>
      {attributes.map((row) => {
        const why = wrong.get(row.id);
        const said = why === undefined ? undefined : t(`found.${why}`);
        return (
          <div key={row.id} className={styles.attribute}>
            <TextInput
              aria-label={t('found.name')}
              placeholder={t('found.name')}
              value={row.name}
              error={why === 'noExpression' ? undefined : said}
              onChange={(event) => replace({ ...row, name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={t('found.expression')}
              placeholder="{% $states.input.body.id %}"
              value={row.expression}
              classNames={{ input: styles.expression ?? '' }}
              spellCheck={false}
              error={why === 'noExpression' ? said : problem(`searchAttributes/${pointerPart(row.name.trim())}`)}
              onChange={(event) => replace({ ...row, expression: event.currentTarget.value })}
            />
            <ActionIcon
              aria-label={t('found.remove', { name: row.name })}
              onClick={() => change({ attributes: attributes.filter(({ id }) => id !== row.id) })}
            >
              <IconX size={16} aria-hidden="true" />
            </ActionIcon>
          </div>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => {
            const id = Math.max(-1, ...attributes.map((row) => row.id)) + 1;
            change({ attributes: [...attributes, { id, name: '', expression: '' }] });
          }}
        >
          {t('found.add')}
        </Button>
      </div>
    </Section>
  );
}
