import Type, { type Static } from 'typebox';

const text = (description: string) => Type.String({ description });
const seconds = Type.Number({ minimum: 0, description: 'Wall time in seconds.' });
const time = (description: string) => Type.String({ format: 'date-time', description });

/** What became of a change. */
export const ChangeReport = Type.Object(
  {
    resource: text('Kind and id, e.g. `mount:/var/lib/redis`.'),
    action: Type.Enum(['create', 'update', 'grow', 'remove']),
    from: text('What was there.'),
    to: text('What is wanted.'),
    reason: text('Why it had to change.'),
    outcome: Type.Enum(['planned', 'done', 'failed', 'not-taken', 'not-run', 'unknown'], {
      description:
        '`planned` in check mode, `not-run` there where its role is left out; `not-taken` when the change ended well and the host still differs; `unknown` when the connection was lost meanwhile.',
    }),
    seconds: Type.Optional(seconds),
    undoable: Type.Boolean({ description: 'Whether a rollback can bring back what was there.' }),
    risk: Type.Optional(Type.Enum(['boot', 'network', 'data'])),
    destroys: Type.Optional(text('Data that the change destroys.')),
    output: Type.Optional(Type.Array(Type.String(), { description: 'Last lines printed by a change that failed.' })),
  },
  { additionalProperties: false },
);

/** What a check expected and found. */
export const CheckReport = Type.Object(
  {
    id: text('Unique within the role.'),
    tier: Type.Enum(['hot', 'warm', 'cold', 'all']),
    expected: Type.String(),
    actual: Type.String(),
    outcome: Type.Enum(['pass', 'fail', 'skip', 'unknown']),
    seconds: Type.Optional(seconds),
  },
  { additionalProperties: false },
);

const RoleReport = Type.Object(
  {
    role: Type.String(),
    refusals: Type.Array(
      Type.Object(
        { resource: Type.String(), reason: Type.String(), advice: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
      { description: 'Resources that were refused, blocked by a refused one, or could not be judged.' },
    ),
    asWanted: Type.Array(Type.String(), {
      description: 'Resources that were as wanted before anything was changed; none where the play only validates.',
    }),
    changes: Type.Array(ChangeReport),
    checks: Type.Array(CheckReport),
  },
  { additionalProperties: false },
);

const Outcome = Type.Enum(
  ['unchanged', 'changed', 'would-change', 'failed', 'refused', 'unreachable', 'not-run', 'interrupted'],
  {
    description:
      '`not-run` when a play was not begun on the host because more hosts failed before than the play, or one before it, allows.',
  },
);

const PlayReport = Type.Object(
  { play: Type.String(), mode: Type.Enum(['apply', 'check', 'validate', 'rollback']), roles: Type.Array(RoleReport) },
  { additionalProperties: false },
);

/** What a run did and found on one host: `reports/<run>/<host>.json`. */
export const HostReport = Type.Object(
  {
    run: text('Id of the run.'),
    host: Type.String(),
    playbook: Type.String(),
    check: Type.Boolean({ description: 'Whether the run only looked (--check).' }),
    version: text('Version of jts.'),
    started: time('When work on the host began.'),
    ended: time('When work on the host ended.'),
    outcome: Outcome,
    failure: Type.Optional(
      Type.Object(
        { kind: Type.String(), message: Type.String(), advice: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
    ),
    notices: Type.Optional(
      Type.Array(Type.String(), {
        description: 'What else happened: a connection that was lost, a run before that did not come to its end.',
      }),
    ),
    plays: Type.Array(PlayReport),
  },
  { additionalProperties: false, $id: 'urn:jts:schema:host-report' },
);

/** What a run came to on all hosts: `reports/<run>/summary.json`. */
export const SummaryReport = Type.Object(
  {
    run: Type.String(),
    playbook: Type.String(),
    check: Type.Boolean(),
    version: Type.String(),
    started: time('When the run began.'),
    ended: time('When the run ended.'),
    exitCode: Type.Integer(),
    hosts: Type.Array(
      Type.Object(
        {
          host: Type.String(),
          outcome: Outcome,
          changes: Type.Integer({ minimum: 0 }),
          checks: Type.Object(
            { pass: Type.Integer(), fail: Type.Integer(), skip: Type.Integer(), unknown: Type.Integer() },
            { additionalProperties: false },
          ),
          seconds,
          message: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, $id: 'urn:jts:schema:summary-report' },
);

export type ChangeReport = Static<typeof ChangeReport>;
export type CheckReport = Static<typeof CheckReport>;
export type RoleReport = Static<typeof RoleReport>;
export type PlayReport = Static<typeof PlayReport>;
export type HostReport = Static<typeof HostReport>;
export type SummaryReport = Static<typeof SummaryReport>;
export type HostOutcome = Static<typeof Outcome>;

/** Whether a host came through: what was to be done there was done, or found. */
export const cameThrough = (outcome: HostOutcome): boolean =>
  ['unchanged', 'changed', 'would-change'].includes(outcome);
