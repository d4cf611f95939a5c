import { Tabs } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { DataTree } from '../../../../components/data-tree/data-tree.tsx';
import { exchangesOf, HttpExchanges, ownLines } from '../../../../components/http-exchanges/http-exchanges.tsx';
import { Attempts, Log } from '../../../../components/run-view/attempts.tsx';
import { ValueDiff } from '../../../../components/value-diff/value-diff.tsx';
import type { Step } from '../../../../lib/contract.ts';
import { readCause } from '../../../../lib/read-cause.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

const PARTS = ['input', 'arguments', 'output', 'diff', 'attempts', 'http', 'log'] as const;
type Part = (typeof PARTS)[number];

/** What went into a step and what came out, and how the one differs from the other. */
export function StepResult({ step }: { readonly step: Step }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const [part, show] = useState<Part>('output');
  const parts = PARTS.filter((name) => has(step, name));
  const shown = parts.includes(part) ? part : 'input';
  return (
    <>
      {step.error !== undefined && (
        <p className={styles.failure}>
          <code>{step.error}</code> {readCause(step.cause).message}
        </p>
      )}
      <Tabs value={shown} onChange={(next) => show(next as Part)} keepMounted={false}>
        <Tabs.List>
          {parts.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`step.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={shown} className={styles.part ?? ''}>
          <PartBody step={step} part={shown} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function has(step: Step, part: Part): boolean {
  if (part === 'diff') return step.output !== undefined;
  if (part === 'attempts') return step.attempts.length > 0;
  if (part === 'http') return exchangesOf(step.log).length > 0;
  if (part === 'log') return ownLines(step.log).length > 0;
  return step[part] !== undefined;
}

function PartBody({ step, part }: { readonly step: Step; readonly part: Part }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  if (part === 'attempts') return <Attempts step={step} />;
  if (part === 'http') return <HttpExchanges log={step.log} />;
  if (part === 'log') return <Log step={step} />;
  if (part === 'diff')
    return (
      <>
        <p className={styles.help}>{t('step.diffHelp')}</p>
        <ValueDiff before={step.input} after={step.output} same={t('step.noDiff')} />
      </>
    );
  return <DataTree key={part} value={step[part]} label={t(`step.${part}`)} />;
}
