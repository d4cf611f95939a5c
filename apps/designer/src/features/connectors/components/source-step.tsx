import { Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { formatBytes } from '../../../lib/format.ts';
import type { OpenApiImport } from '../hooks/use-openapi-import.ts';
import { FileDrop } from './file-drop.tsx';
import styles from './maker.module.css';

const MOST_WARNINGS = 20;
/** A longer text would hold up the browser, so it is taken without being shown. */
const MOST_SHOWN_CHARACTERS = 100_000;

/** The document: pasted, or a file. It is read as soon as it is there. */
export function SourceStep({ of }: { readonly of: OpenApiImport }): ReactElement {
  const { t } = useTranslation('catalogue');
  const [text, setText] = useState('');
  const [file, setFile] = useState<File>();
  const [sourceUrl, setSourceUrl] = useState('');
  const [isAddress, setIsAddress] = useState(false);
  const [long, setLong] = useState<number>();
  const take = (next: string, from: File | undefined): void => {
    const isLong = next.length > MOST_SHOWN_CHARACTERS;
    setText(from === undefined && !isLong ? next : '');
    setLong(from === undefined && isLong ? next.length : undefined);
    setFile(from);
    const looksLikeAddress = /^https?:\/\/\S+$/.test(next.trim());
    setIsAddress(looksLikeAddress);
    if (next.trim() !== '' && !looksLikeAddress) of.read({ text: next, sourceUrl });
  };
  const warnings = of.inspection?.warnings ?? [];
  return (
    <>
      <Textarea
        className={styles.paste ?? ''}
        label={t('openapi.paste')}
        description={t('openapi.pasteHelp')}
        placeholder={long === undefined ? 'openapi: 3.1.0\ninfo: …' : t('openapi.long', { size: formatBytes(long) })}
        value={text}
        error={isAddress ? t('openapi.address') : undefined}
        rows={6}
        spellCheck={false}
        data-autofocus
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain');
          if (pasted.length <= MOST_SHOWN_CHARACTERS) return;
          event.preventDefault();
          take(pasted, undefined);
        }}
        onChange={(event) => take(event.currentTarget.value, undefined)}
      />
      <FileDrop
        label={t('openapi.choose')}
        help={t('openapi.chooseHelp')}
        accept=".json,.yaml,.yml,application/json,application/yaml"
        chosen={file}
        onChoose={(chosen) => void chosen.text().then((content) => take(content, chosen))}
      />
      <TextInput
        label={t('openapi.sourceUrl')}
        description={t('openapi.sourceUrlHelp')}
        placeholder="https://api.example.com/openapi.json"
        value={sourceUrl}
        onChange={(event) => setSourceUrl(event.currentTarget.value)}
        onBlur={() => {
          const { document } = of;
          if (document !== undefined && document.sourceUrl !== sourceUrl) of.read({ ...document, sourceUrl });
        }}
      />
      {warnings.length > 0 && (
        <ul className={styles.warnings} aria-label={t('openapi.warnings')} tabIndex={0}>
          {warnings.slice(0, MOST_WARNINGS).map(({ message }, index) => (
            <li key={index}>{message}</li>
          ))}
          {warnings.length > MOST_WARNINGS && <li>{t('change.more', { count: warnings.length - MOST_WARNINGS })}</li>}
        </ul>
      )}
    </>
  );
}
