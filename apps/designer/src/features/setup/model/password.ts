const MIN_PASSWORD_CHARACTERS = 12;

/** What keeps a form from being sent: field -> key of the sentence that helps. */
export type FormErrors = Readonly<Partial<Record<'email' | 'name' | 'password', string>>>;

/** How many characters are missing to the shortest password. */
export function missingCharacters(password: string): number {
  return Math.max(0, MIN_PASSWORD_CHARACTERS - Array.from(password).length);
}

/** Checks what the browser can check; the server checks again. */
export function checkOwnerForm(form: {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}): FormErrors {
  return {
    ...(/^[^\s@]+@[^\s@]+$/.test(form.email.trim()) ? {} : { email: 'errors.email' }),
    ...(form.name.trim() === '' ? { name: 'errors.name' } : {}),
    ...(missingCharacters(form.password) > 0 ? { password: 'errors.password' } : {}),
  };
}
