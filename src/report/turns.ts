/** Does a piece of work when it is its turn, and resolves to what it resolves to. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Turns that are taken one after the other, in the order in which they were asked for; a failed one holds up nobody. */
export const takeTurns = (): Turn => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
};
