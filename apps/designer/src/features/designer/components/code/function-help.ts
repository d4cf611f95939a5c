// Help for one function, as the editor's bubbles show it: they are made of plain elements.
import { type ExpressionFunction, signatureInWords } from '../../model/function-table.ts';
import type { ExpressionWords } from './expression-knowledge.ts';
import styles from './function-help.module.css';

function element(tag: string, className: string | undefined, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className ?? '';
  made.textContent = text;
  return made;
}

/** What a function is for, with an example; a button inserts the example where that is possible. */
export function describeFunction(
  described: ExpressionFunction,
  words: ExpressionWords,
  insert?: (example: string) => void,
): HTMLElement {
  const help = element('div', styles.help, '');
  const head = element('div', styles.head, '');
  head.append(element('code', styles.signature, signatureInWords(described)));
  if (described.origin === 'millrace') {
    const badge = element('span', styles.badge, words.millraceOnly);
    badge.title = words.millraceOnlyWhy;
    head.append(badge);
  }
  help.append(head, element('p', styles.text, described.help));
  const example = element('div', styles.example, '');
  example.append(element('span', styles.label, words.example), element('code', styles.code, described.example));
  help.append(example);
  if (insert !== undefined) {
    const button = element('button', styles.insert, words.insertExample);
    button.setAttribute('type', 'button');
    button.addEventListener('click', () => insert(described.example));
    help.append(button);
  }
  return help;
}
