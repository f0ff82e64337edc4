import type { CST } from 'yaml';

/** Deeper collections are refused before they are composed, because composing recurses. */
const DEEPEST = 100;

const childrenOf = (token: CST.Token): readonly (CST.Token | null | undefined)[] => {
  if (token.type === 'document') return [token.value];
  return 'items' in token ? token.items.flatMap(({ key, value }) => [key, value]) : [];
};

/** The offset of the first collection that lies deeper than 100 others, if there is one. */
export const tooDeepAt = (document: CST.Token): number | undefined => {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token: document, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > DEEPEST) return token.offset;
    for (const child of childrenOf(token)) if (child) open.push({ token: child, depth: depth + 1 });
  }
  return undefined;
};
