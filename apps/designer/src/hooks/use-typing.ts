import { type ChangeEvent, createContext, startTransition, use, useState } from 'react';

/**
 * Whether a field tells of its text after it has shown it. So it is where much is drawn anew for each letter; whoever acts on
 * the text then asks for the newest one. Anywhere else a button may be pressed that reads what was told.
 */
export const TypesAhead = createContext(false);

const atOnce = (tell: () => void): void => tell();

/** How a text is told of: at once, or without holding up the next key. */
export const useTelling = (): ((tell: () => void) => void) => (use(TypesAhead) ? startTransition : atOnce);

type TextElement = HTMLInputElement | HTMLTextAreaElement;

interface Typing {
  readonly value: string;
  readonly onChange: (event: ChangeEvent<TextElement>) => void;
  readonly onBlur: () => void;
}

/** What a text field shows: what is typed, until the value that came of it is there. */
export function useTyping(value: string, onText: (text: string) => void): Typing {
  const tell = useTelling();
  const [typed, setTyped] = useState<{ readonly text: string; readonly over: string }>();
  if (typed !== undefined && typed.over !== value) setTyped(undefined);
  return {
    value: typed?.over === value ? typed.text : value,
    onChange: (event) => {
      const text = event.currentTarget.value;
      setTyped({ text, over: value });
      tell(() => onText(text));
    },
    onBlur: () => setTyped(undefined),
  };
}
