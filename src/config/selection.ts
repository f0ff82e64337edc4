import { fail, ok, type Result } from '../model/result.ts';
import type { UsageFailure } from './failure.ts';
import type { Play, PlayRole, Playbook } from './playbook.ts';
import { didYouMean } from './suggest.ts';
import { quoted } from './words.ts';

const tagsOf = ({ role, tags }: PlayRole): readonly string[] => [role.name, role.tier, ...tags];

/** A play with those of its roles that one of the tags selects: by name, by tier or by a tag in the play. */
const selected = (play: Play, tags: ReadonlySet<string>): Play => {
  const roles = play.roles.filter((role) => tagsOf(role).some((tag) => tags.has(tag)));
  const names = new Set(roles.map(({ role }) => role.name));
  const phases = play.phases.map((phase) => phase.filter(({ name }) => names.has(name)));
  return { ...play, roles, phases: phases.filter((phase) => phase.length > 0) };
};

/** The plays with the roles that the tags select; all of them without tags. A tag that selects nothing is a failure. */
export const withTags = ({ plays, file }: Playbook, tags: readonly string[]): Result<readonly Play[], UsageFailure> => {
  if (tags.length === 0) return ok(plays);
  const known = new Set(plays.flatMap(({ roles }) => roles.flatMap(tagsOf)));
  const stranger = tags.find((tag) => !known.has(tag));
  if (stranger !== undefined) {
    const message = `the tag ${quoted(stranger)} selects no role of ${file}`;
    return fail({ kind: 'usage', message, advice: didYouMean(stranger, known, 'tags') });
  }
  const wanted = new Set(tags);
  return ok(plays.map((play) => selected(play, wanted)).filter(({ roles }) => roles.length > 0));
};
