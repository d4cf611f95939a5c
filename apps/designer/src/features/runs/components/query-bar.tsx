import { Button, Combobox, useCombobox } from '@mantine/core';
import { IconCode, IconFilter, IconTags } from '@tabler/icons-react';
import { parseRunQuery, type QueryProblem } from '@millrace/run-query';
import { type KeyboardEvent, type ReactElement, type RefObject, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { KeyHint } from '../../../components/key-hint.tsx';
import { useFindKey } from '../../../hooks/use-find-key.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { type Completion, completeQuery, type Vocabulary } from '../model/complete-query.ts';
import { chipsOf, withoutTerm, withTerm } from '../model/query-text.ts';
import styles from '../query-bar.module.css';
import { QueryChip } from './query-chip.tsx';
import { FieldProblem } from './query-problem.tsx';

interface Props {
  readonly query: string;
  readonly known: Vocabulary;
  readonly onQuery: (query: string) => void;
}

/** The query of a list: chips and the term that is being written, or all of it as text. */
export function QueryBar({ query, known, onQuery }: Props): ReactElement {
  const { t } = useTranslation('runs');
  // What cannot be understood can be mended as text only, whenever it comes.
  const isBroken = parseRunQuery(query).problems.length > 0;
  const [asText, setAsText] = useState(isBroken);
  const [draft, setDraft] = useState('');
  const [whole, setWhole] = useState({ of: query, text: query });
  // Somebody else has changed it: a view, the chart.
  if (whole.of !== query) {
    setWhole({ of: query, text: query });
    if (isBroken) setAsText(true);
  }
  const field = useRef<HTMLInputElement>(null);
  // The chip is gone, and the focus with it.
  const remove = (index: number): void => {
    onQuery(withoutTerm(query, index));
    field.current?.focus();
  };
  const edit = (index: number, text: string): void => {
    setDraft(`${text} ${draft}`.trim());
    remove(index);
  };
  const writeWhole = (text: string): void => setWhole({ of: query, text });
  const toText = (): void => {
    writeWhole(withTerm(query, draft));
    setDraft('');
    setAsText(true);
  };
  const toChips = (): void => {
    if (parseRunQuery(whole.text).problems.length > 0) field.current?.focus();
    else {
      setAsText(false);
      if (whole.text.trim() !== query) onQuery(whole.text);
    }
  };
  return (
    <div className={styles.frame} role="search" aria-label={t('query.label')}>
      <div className={styles.bar}>
        <IconFilter size={16} aria-hidden="true" className={styles.icon} />
        {!asText &&
          chipsOf(query).map((chip, index) => (
            <QueryChip
              key={`${index} ${chip.text}`}
              chip={chip}
              onEdit={() => edit(index, chip.text)}
              onRemove={() => remove(index)}
            />
          ))}
        {asText ? (
          <QueryInput isWhole field={field} text={whole.text} known={known} onWrite={writeWhole} onText={onQuery} />
        ) : (
          <QueryInput
            field={field}
            text={draft}
            known={known}
            onWrite={setDraft}
            onText={(text) => {
              setDraft('');
              onQuery(withTerm(query, text));
            }}
            wholeOf={(text) => withTerm(query, text)}
            onBack={() => {
              const last = chipsOf(query).length - 1;
              if (last >= 0) onQuery(withoutTerm(query, last));
            }}
          />
        )}
        {query !== '' && (
          <Button variant="subtle" size="compact-sm" onClick={() => onQuery('')}>
            {t('filter.clear')}
          </Button>
        )}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={asText ? <IconTags size={14} aria-hidden="true" /> : <IconCode size={14} aria-hidden="true" />}
          onClick={asText ? toChips : toText}
        >
          {t(asText ? 'query.chips' : 'query.raw')}
        </Button>
      </div>
    </div>
  );
}

interface InputProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly known: Vocabulary;
  /** It is the whole query. */
  readonly isWhole?: boolean;
  /** It is being written. */
  readonly onWrite: (text: string) => void;
  /** It is complete. */
  readonly onText: (text: string) => void;
  /** The query with it, where it is not the whole one. */
  readonly wholeOf?: (text: string) => string;
  /** Backspace before everything. */
  readonly onBack?: () => void;
}

function QueryInput(props: InputProps): ReactElement {
  const { field: input, text, known, isWhole = false, onWrite, onText, wholeOf = itself, onBack } = props;
  const { t } = useTranslation('runs');
  useFindKey(input);
  const problemId = useId();
  const [caret, setCaret] = useState(text.length);
  const [seen, setSeen] = useState(text);
  if (seen !== text) {
    // Not written here: a chip, a view, the chart.
    setSeen(text);
    setCaret(text.length);
  }
  const [wasSent, setSent] = useState(false);
  const list = useCombobox({ onDropdownClose: () => list.resetSelectedOption() });
  const wrong = wrongOf(text, wholeOf(text), { isWhole, wasSent });
  const completions = completeQuery(text, caret, known);
  const write = (next: string, at: number): void => {
    setSeen(next);
    onWrite(next);
    setCaret(at);
    setSent(false);
    list.openDropdown();
    list.resetSelectedOption();
  };
  const send = (complete: string): void => {
    if (complete !== text) write(complete, complete.length);
    list.closeDropdown();
    const isWrong = (firstWrong(complete) ?? firstWrong(wholeOf(complete))) !== undefined;
    setSent(isWrong);
    if (isWrong || (!isWhole && complete.trim() === '')) return;
    onText(complete);
  };
  const take = (label: string): void => {
    const chosen = completions.find((completion) => completion.label === label);
    if (chosen === undefined) return;
    if (chosen.isWhole && !isWhole) send(chosen.text);
    else {
      // At once: what is typed next goes where the caret is.
      flushSync(() => write(chosen.text, chosen.caret));
      input.current?.setSelectionRange(chosen.caret, chosen.caret);
    }
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter' && list.getSelectedOptionIndex() === -1) {
      event.preventDefault();
      send(text);
    }
    if (event.key === 'Backspace' && text === '') onBack?.();
    if (event.key === 'Escape') list.closeDropdown();
  };
  return (
    <Combobox store={list} onOptionSubmit={take} position="bottom-start" width={280} offset={6}>
      <Combobox.Target>
        <input
          ref={input}
          className={styles.input}
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-label={t(isWhole ? 'query.asText' : 'query.add')}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong === undefined ? undefined : problemId}
          placeholder={t(isWhole ? 'query.example' : 'query.placeholder')}
          value={text}
          onChange={({ currentTarget }) => write(currentTarget.value, currentTarget.selectionStart ?? text.length)}
          onClick={({ currentTarget }) => {
            setCaret(currentTarget.selectionStart ?? text.length);
            list.openDropdown();
          }}
          onBlur={() => list.closeDropdown()}
          onKeyDown={press}
        />
      </Combobox.Target>
      {text === '' && <KeyHint keys="/" />}
      <Completions completions={completions} />
      {wrong !== undefined && <FieldProblem id={problemId} {...wrong} />}
    </Combobox>
  );
}

interface Wrong {
  readonly text: string;
  readonly problem: QueryProblem;
}

const itself = (text: string): string => text;

function firstWrong(text: string): Wrong | undefined {
  const [problem] = parseRunQuery(text).problems;
  return problem && { text, problem };
}

/** While one writes, a term that is not at its end is no mistake yet; what contradicts the others is told once it is sent. */
function wrongOf(
  text: string,
  whole: string,
  { isWhole, wasSent }: { readonly isWhole: boolean; readonly wasSent: boolean },
): Wrong | undefined {
  if (isWhole || wasSent) return firstWrong(text) ?? firstWrong(whole);
  const isOpen = ({ to, code }: QueryProblem): boolean =>
    to >= text.length && ['query.no_field', 'query.value_missing', 'query.quote_open'].includes(code);
  const problem = parseRunQuery(text).problems.find((found) => !isOpen(found));
  return problem && { text, problem };
}

function Completions({ completions }: { readonly completions: readonly Completion[] }): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <Combobox.Dropdown hidden={completions.length === 0}>
      <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={t('query.completions')}>
        {completions.map(({ label }) => (
          <Combobox.Option key={label} value={label} className={styles.option}>
            {label}
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}
