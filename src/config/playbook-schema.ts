import Type, { type Static } from 'typebox';

const tags = Type.Optional(
  Type.Array(Type.String({ pattern: '^[^\\s,]+$', description: 'A word without commas.' }), {
    description: 'Words by which -t selects roles, beside their names and tiers.',
  }),
);

const vars = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), { description: 'Variables, as "jts roles" lists them.' }),
);

const roleName = { minLength: 1, description: 'The name of a role, as "jts roles" lists it.' };

const RoleEntry = Type.Union([
  Type.String(roleName),
  Type.Object({ role: Type.String(roleName), vars, tags }, { additionalProperties: false }),
]);

const Play = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, description: 'What the play is called in reports.' })),
    hosts: Type.String({ minLength: 1, description: 'Hosts and groups, as in traders:&europe:!trader3.' }),
    mode: Type.Optional(
      Type.Union([Type.Literal('apply'), Type.Literal('validate'), Type.Literal('rollback')], {
        description: 'apply: bring about what the roles say; validate: only check it; rollback: take it away again.',
      }),
    ),
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
