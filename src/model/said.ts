/**
 * Characters of what a host said that become part of a message; a host decides how much it says. They are far more than a
 * line shows (2000), because of a secret that is cut in two neither part is known by its value.
 */
const LONGEST = 10_000;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** The first line of what a host said, cut where it is long: a message of several lines could pass for those of others. */
export const firstSaid = (text: string): string => cut((text.trim().split('\n', 1)[0] ?? '').trimEnd());

/** The last line of what a host said, cut where it is long; empty where it said nothing. */
export const lastSaid = (text: string): string => {
  const said = text.trimEnd();
  return cut(said.slice(said.lastIndexOf('\n') + 1).trim());
};

/** What was thrown, as part of a message. */
export const thrownSaid = (thrown: unknown): string =>
  firstSaid(thrown instanceof Error ? thrown.message : String(thrown));
