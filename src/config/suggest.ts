/** Edits (insert, delete, replace, swap neighbours) that turn one word into the other. */
export const editDistance = (from: string, to: string): number => {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column += 1) {
      const differs = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          cell(row - 1, column - 1) + differs,
          swapped ? cell(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return cell(from.length, to.length);
};

/** Longer words are no typing mistakes of a name. */
const LONGEST_NAME = 64;

/** The candidate that the user most likely meant, if any is close: at most two letters in five of the shorter one differ. */
export const closest = (word: string, candidates: Iterable<string>): string | undefined => {
  if (word.length > LONGEST_NAME) return undefined;
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.round(Math.min(word.length, candidate.length) * 0.4));
    if (Math.abs(word.length - candidate.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed && distance < candidate.length && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
};

/** How many names a message lists before it says how many more there are. */
const LISTED = 12;

/** The names in a row, shortened when there are many. */
export const listed = (names: Iterable<string>): string => {
  const all = [...names];
  const more = all.length - LISTED;
  return more > 0 ? `${all.slice(0, LISTED).join(', ')} and ${more} more` : all.join(', ');
};

/** `did you mean "x"?`, or what there is: `known <what>: a, b`. */
export const didYouMean = (word: string, candidates: Iterable<string>, what: string): string => {
  const names = [...candidates];
  const best = closest(word, names);
  if (best !== undefined) return `did you mean "${best}"?`;
  return names.length > 0 ? `known ${what}: ${listed(names)}` : `there are no ${what}`;
};
