import { fail, ok, type Result } from '../model/result.ts';
import { misconfigured, problemAt, type ConfigurationFailure, type UsageFailure } from './failure.ts';
import type { Play, PlayRole, Playbook } from './playbook.ts';
import { didYouMean, listed } from './suggest.ts';
import { quoted } from './words.ts';

/** Ansible's tag for what runs only where one of its tags is asked for. */
const NEVER = 'never';

const isNever = ({ tags }: PlayRole): boolean => tags.includes(NEVER);

/** The tags that select a role: its name, its tier and its tags in the play; of one tagged `never` the latter only. */
const tagsOf = (entry: PlayRole): readonly string[] =>
  isNever(entry) ? entry.tags : [entry.role.name, entry.role.tier, ...entry.tags];

const selected = (play: Play, isWanted: (entry: PlayRole) => boolean): Play => {
  const roles = play.roles.filter(isWanted);
  const names = new Set(roles.map(({ role }) => role.name));
  const phases = play.phases.map((phase) => phase.filter(({ name }) => names.has(name)));
  return { ...play, roles, phases: phases.filter((phase) => phase.length > 0) };
};

const withRoles = (plays: readonly Play[], isWanted: (entry: PlayRole) => boolean): readonly Play[] =>
  plays.map((play) => selected(play, isWanted)).filter(({ roles }) => roles.length > 0);

const withoutNever = ({ plays }: Playbook): Result<readonly Play[], ConfigurationFailure> => {
  const wanted = withRoles(plays, (entry) => !isNever(entry));
  if (wanted.length > 0) return ok(wanted);
  const entries = plays.flatMap(({ roles }) => roles);
  const message = `every role of this playbook is tagged ${quoted(NEVER)}`;
  const advice = `ask for some with -t: ${listed(new Set(entries.flatMap(tagsOf)))}`;
  return fail(misconfigured([problemAt(entries[0]?.at, message, advice)]));
};

/**
 * The plays with the roles that the tags select; without tags all but those tagged `never`. A tag that selects nothing is a
 * failure, and so is a playbook of which nothing is left.
 */
export const withTags = (
  playbook: Playbook,
  tags: readonly string[],
): Result<readonly Play[], UsageFailure | ConfigurationFailure> => {
  if (tags.length === 0) return withoutNever(playbook);
  const { plays, file } = playbook;
  const known = new Set(plays.flatMap(({ roles }) => roles.flatMap(tagsOf)));
  const stranger = tags.find((tag) => !known.has(tag));
  if (stranger !== undefined) {
    const message = `the tag ${quoted(stranger)} selects no role of ${file}`;
    return fail({ kind: 'usage', message, advice: didYouMean(stranger, known, 'tags') });
  }
  const wanted = new Set(tags);
  return ok(withRoles(plays, (entry) => tagsOf(entry).some((tag) => wanted.has(tag))));
};
