import Type, { type Static } from 'typebox';

const tags = Type.Optional(
  Type.Array(Type.String({ pattern: '^[^\\s,]+$', description: 'A word without commas.' }), {
    description:
      'Words by which -t selects roles, beside their names and tiers. Roles tagged never run only where one of their tags is given.',
  }),
);

const vars = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), { description: 'Variables, as "jts roles" lists them.' }),
);

const roleName = { minLength: 1, description: 'The name of a role, as "jts roles" lists it.' };

const percentage = (pattern: string, of: string) =>
  Type.String({ pattern, description: `a percentage of ${of} such as "30%" (a number stands without quotes)` });

const number = Type.Integer({ minimum: 1, description: 'a number of hosts from 1' });
const share = percentage('^(?:100|[1-9][0-9]?)%$', "the play's hosts");
const sizes = Type.Array(Type.Union([number, share]), { minItems: 1, description: 'a list of these, at least one' });

const serial = Type.Optional(
  Type.Union([number, share, sizes], {
    description:
      'Hosts that are worked on at a time, in the order of the inventory; of a list, one entry for each batch, and the last one for all others. A batch that fails as a whole ends the run.',
  }),
);

const maxFailures = Type.Optional(
  Type.Union(
    [
      Type.Integer({ minimum: 0, description: 'a number of hosts' }),
      percentage('^(?:100|[1-9]?[0-9])%$', "the batch's hosts"),
    ],
    { description: 'Hosts of a batch that may fail. Where more do, no further host is begun. Left out: any number.' },
  ),
);

const unattended = Type.Optional(
  Type.Union([Type.Literal('stop'), Type.Literal('finish')], {
    description:
      'What a host does once jts has not been heard of for 90 s: stop after the change in hand (the default), or finish the changes of this look.',
  }),
);

const RoleEntry = Type.Union([
  Type.String(roleName),
  Type.Object({ role: Type.String(roleName), vars, tags }, { additionalProperties: false }),
]);

const Play = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, description: 'What the play is called in reports.' })),
    hosts: Type.String({ minLength: 1, description: 'Hosts and groups, as in traders:&europe:!trader3.' }),
    mode: Type.Optional(
      Type.Union([Type.Literal('apply'), Type.Literal('check'), Type.Literal('validate'), Type.Literal('rollback')], {
        description:
          'apply: bring about what the roles say; check: only say what that would change; validate: check what is there, and try it; rollback: take it away again.',
      }),
    ),
    serial,
    maxFailures,
    unattended,
    roles: Type.Array(RoleEntry, { minItems: 1, description: 'Roles, in any order: jts runs them as they depend.' }),
    vars,
    tags,
  },
  { additionalProperties: false, description: 'Roles for hosts.' },
);

/** A playbook file: plays, run one after the other. */
export const PlaybookFile = Type.Array(Play, {
  minItems: 1,
  title: 'jts playbook',
  description: 'A list of plays, each with "hosts" and "roles".',
});

export type PlaybookFile = Static<typeof PlaybookFile>;
export type PlayEntry = PlaybookFile[number];
export type Mode = NonNullable<PlayEntry['mode']>;
