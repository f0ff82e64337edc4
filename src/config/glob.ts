/** What one character may be, or `*` for any number of them. */
type Token = '*' | ((character: string) => boolean);

const anyOf = (members: string): ((character: string) => boolean) => {
  const inverted = members.startsWith('!');
  const set = inverted ? members.slice(1) : members;
  const isMember = (character: string): boolean =>
    Array.from(set.matchAll(/(.)-(.)|(.)/gsu)).some(([, from, to, single]) =>
      from !== undefined && to !== undefined ? from <= character && character <= to : single === character,
    );
  return (character) => isMember(character) !== inverted;
};

const tokensOf = (glob: string): readonly Token[] =>
  Array.from(glob.matchAll(/\*+|\[([^\]]+)\]|./gsu), ([text, members]): Token => {
    if (text.startsWith('*')) return '*';
    if (members !== undefined) return anyOf(members);
    return text === '?' ? () => true : (character) => character === text;
  });

/** Whether a text has wildcards: `*`, `?` or a set such as `[1-3]` or `[!ab]`. */
export const isGlob = (text: string): boolean => /[*?]|\[[^\]]+\]/.test(text);

/** Whether a name matches a glob as a whole; takes at most the product of their lengths in steps. */
export const matchesGlob = (glob: string, name: string): boolean => {
  const tokens = tokensOf(glob);
  const characters = Array.from(name);
  let token = 0;
  let character = 0;
  let star: { readonly token: number; readonly character: number } | undefined;
  while (character < characters.length) {
    const expected = tokens[token];
    if (expected === '*') {
      star = { token, character };
      token += 1;
    } else if (expected?.(characters[character] ?? '')) {
      token += 1;
      character += 1;
    } else if (star) {
      star = { token: star.token, character: star.character + 1 };
      token = star.token + 1;
      character = star.character;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === '*');
};
