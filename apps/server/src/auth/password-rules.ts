export const MIN_PASSWORD_CHARACTERS = 12;
export const MAX_PASSWORD_BYTES = 1024;

// The passwords of 12 and more characters that lists of leaked ones begin with.
const COMMON = new Set([
  'passwordpassword',
  'password1234',
  'password12345',
  'password123456',
  'passw0rd1234',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopasdf',
  'q1w2e3r4t5y6',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'administrator',
  'iloveyou1234',
  'letmeinletmein',
  'welcome12345',
  'changeme1234',
  'unknown12345',
  '123456789012',
  '1234567890123',
  '123456123456',
  '123412341234',
  '123123123123',
  '012345678910',
  'abcdefghijkl',
  'abcd12345678',
  'abc123abc123',
  'qwerty123456',
  'qwertyqwerty',
  'adminadminadmin',
  'admin1234567',
]);

/** Why a password is refused, or nothing. Length rules follow NIST SP 800-63B; there are no composition rules. */
export function findPasswordFault(password: string, email: string): string | undefined {
  if (Array.from(password).length < MIN_PASSWORD_CHARACTERS) {
    return `A password needs at least ${MIN_PASSWORD_CHARACTERS} characters.`;
  }
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return `A password has at most ${MAX_PASSWORD_BYTES} bytes.`;
  const lower = password.toLowerCase();
  if (COMMON.has(lower) || /^(.)\1+$/u.test(lower)) return 'This password is among the first that attackers try.';
  const person = email.split('@')[0]?.toLowerCase() ?? '';
  if (person.length >= 4 && lower.includes(person)) return 'The password must not contain the e-mail name.';
  return undefined;
}
