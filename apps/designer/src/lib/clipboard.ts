// Pages that did not come by HTTPS have no clipboard, whatever its type says.
const given = (): Partial<Clipboard> | undefined => navigator.clipboard;

/** Puts text on the clipboard. False where the browser does not let the page do that. */
export async function writeClipboard(text: string): Promise<boolean> {
  const { clipboard } = navigator;
  if (given()?.writeText === undefined) return copyByEvent(text);
  return clipboard.writeText(text).then(
    () => true,
    () => copyByEvent(text),
  );
}

/** The text on the clipboard; `undefined` where the browser gives it to pastes only. */
export async function readClipboard(): Promise<string | undefined> {
  const { clipboard } = navigator;
  if (given()?.readText === undefined) return undefined;
  return clipboard.readText().catch(() => undefined);
}

/** What a browser copies on behalf of any page, as long as somebody presses something. */
function copyByEvent(text: string): boolean {
  let isGiven = false;
  const give = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData('text/plain', text);
    isGiven = event.clipboardData !== null;
  };
  document.addEventListener('copy', give, true);
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- the only way over plain HTTP
    return document.execCommand('copy') && isGiven;
  } finally {
    document.removeEventListener('copy', give, true);
  }
}
