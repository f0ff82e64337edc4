import Type, { type Static } from 'typebox';
import { ChangeReport, CheckReport, HostReport, SummaryReport } from './report.ts';

const { resource, action, reason, risk } = ChangeReport.properties;
const { id, tier, expected, actual } = CheckReport.properties;
const { host, outcome, failure } = HostReport.properties;
const { run, playbook, version, started, ended, exitCode } = SummaryReport.properties;

const role = Type.String();

const LastRight = Type.Object(
  {
    run: Type.String({ description: 'The latest run that found the resource as wanted then, or made it so.' }),
    time: Type.String({ format: 'date-time', description: 'When that run was done with the host.' }),
  },
  { additionalProperties: false },
);

const Drifted = Type.Object(
  {
    role,
    resource,
    action,
    from: Type.String({ description: 'What is there.' }),
    to: Type.String({ description: 'What is wanted.' }),
    reason,
    risk,
    then: Type.Optional(
      Type.Enum(['as-wanted', 'drifted', 'not-known'], {
        description:
          'How the resource was in the run that is compared with: a resource that was as wanted is newly drifted.',
      }),
    ),
    fromThen: Type.Optional(Type.String({ description: 'What was there in that run, where it had drifted already.' })),
    lastRight: Type.Optional(LastRight),
  },
  { additionalProperties: false },
);

const Refusal = Type.Object(
  {
    role,
    resource,
    verdict: Type.Enum(['refuse', 'blocked', 'unreadable'], {
      description:
        '`unreadable` where what would tell could not be read, `blocked` where something else is in the way.',
    }),
    reason: Type.String(),
    advice: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

const FailedCheck = Type.Object(
  { role, id, tier, expected, actual, outcome: Type.Enum(['fail', 'unknown']) },
  { additionalProperties: false },
);

const HostDrift = Type.Object(
  {
    host,
    outcome,
    failure,
    drifted: Type.Array(Drifted, { description: 'Resources that are not as wanted.' }),
    refusals: Type.Array(Refusal, { description: 'Resources that could not be compared.' }),
    checks: Type.Array(FailedCheck, {
      description: 'Checks that failed or could not be made, of roles of which every resource is as wanted.',
    }),
    asWanted: Type.Integer({ minimum: 0, description: 'Number of resources that are as wanted.' }),
    later: Type.Integer({
      minimum: 0,
      description: 'Number of resources that are to be seen once others are as wanted.',
    }),
    rightAgain: Type.Optional(
      Type.Array(
        Type.Object(
          { role, resource, from: Type.String({ description: 'What was there in the run that is compared with.' }) },
          { additionalProperties: false },
        ),
        { description: 'Resources that had drifted in the run that is compared with, and are as wanted now.' },
      ),
    ),
  },
  { additionalProperties: false },
);

/** What differs from what is declared, on all hosts: what `jts drift --json` prints. */
export const DriftReport = Type.Object(
  {
    run,
    playbook,
    version,
    started,
    ended,
    exitCode,
    since: Type.Optional(Type.String({ description: 'The run that is compared with.' })),
    hosts: Type.Array(HostDrift),
  },
  { additionalProperties: false, $id: 'urn:jts:schema:drift-report' },
);

export type LastRight = Static<typeof LastRight>;
export type Drifted = Static<typeof Drifted>;
export type HostDrift = Static<typeof HostDrift>;
export type DriftReport = Static<typeof DriftReport>;
