/** Characters of what a pause asks for, on its way: its side keeps to it, and says in words that a state is too large. */
export const MAX_PAUSE_CHARACTERS = 256 * 1024;
