import Type, { type Static, type TObject, type TSchema } from 'typebox';
import { DiskIdentity } from '../model/disk.ts';

/** A mapping that may be left empty, as in `trader1:`. */
const orEmpty = <S extends TSchema>(schema: S) =>
  Type.Unsafe<Static<S> | null>({ ...schema, type: ['object', 'null'] });

const nameOf = (what: string) => ({
  title: `the name of a ${what}`,
  pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}$',
  description: 'letters, digits, ".", "-" and "_", starting with a letter, a digit or "_"',
});

const plainText = { pattern: '^[^-\\s\\0][^\\0\\n]*$' };

const Become = Type.Union(
  [
    Type.Literal('none'),
    Type.Literal('sudo'),
    Type.Object(
      {
        method: Type.Literal('sudo'),
        password: Type.Optional(
          Type.Union([Type.Literal('none'), Type.Literal('ask')], {
            description: 'ask: jts asks for it once, at the start.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'How to become root: none (the login is root), sudo, or { method: sudo, password: ask }.' },
);

/** How hosts are reached; the same keys stand on groups and on hosts. */
const settings = {
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535, description: 'Port of the SSH server.' })),
  user: Type.Optional(
    Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9_.@+-]*$', description: 'Login name on the host.' }),
  ),
  key: Type.Optional(
    Type.String({ ...plainText, description: 'Path of a private key; a relative one starts at the inventory file.' }),
  ),
  knownHosts: Type.Optional(
    Type.String({
      ...plainText,
      description: "Path of a known_hosts file in place of the user's; a relative one starts at the inventory file.",
    }),
  ),
  become: Type.Optional(Become),
  transport: Type.Optional(
    Type.Union([Type.Literal('ssh'), Type.Literal('local')], { description: 'local: this machine, without SSH.' }),
  ),
  connectTimeout: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 3600, description: 'Seconds until a connection is given up.' }),
  ),
  reconnectTimeout: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 86_400,
      description: 'Seconds for which a host is tried again whose connection was lost in the middle of a run.',
    }),
  ),
};

const vars = Type.Optional(
  orEmpty(Type.Record(Type.String(), Type.Unknown(), { description: 'Variables, as "jts roles" lists them.' })),
);

export const HostEntry = orEmpty(
  Type.Object(
    {
      address: Type.Optional(
        Type.String({
          pattern: '^[A-Za-z0-9:][A-Za-z0-9.:_%-]*$',
          description: 'Name or IP address; without it, the name of the host.',
        }),
      ),
      ...settings,
      disks: Type.Optional(
        Type.Record(Type.String(), DiskIdentity, { description: 'Disks by what they are for, such as hot.' }),
      ),
      vars,
    },
    { additionalProperties: false, description: 'A host.' },
  ),
);

export type HostEntry = Static<typeof HostEntry>;

const groupKeys = {
  ...settings,
  vars,
  hosts: Type.Optional(
    orEmpty(
      Type.Record(Type.String(), HostEntry, { propertyNames: nameOf('host'), description: 'Hosts of the group.' }),
    ),
  ),
};

/** A group and the groups in it. */
export type GroupEntry =
  (Static<TObject<typeof groupKeys>> & { readonly children?: Readonly<Record<string, GroupEntry>> | null }) | null;

const AnyGroup = Type.Unsafe<GroupEntry>({ $ref: '#/$defs/group' });

const groupNames = { propertyNames: nameOf('group') };

const Group = orEmpty(
  Type.Object(
    {
      ...groupKeys,
      children: Type.Optional(
        orEmpty(Type.Record(Type.String(), AnyGroup, { ...groupNames, description: 'Groups in this group.' })),
      ),
    },
    { additionalProperties: false, description: 'A group of hosts.' },
  ),
);

/** An inventory file: groups by name; `all` is the one that holds every other. */
export const InventoryFile = Type.Record(Type.String(), AnyGroup, {
  ...groupNames,
  title: 'jts inventory',
  description: 'Hosts, in groups, with how to reach them and their variables.',
  $defs: { group: Group },
});

export type InventoryFile = Static<typeof InventoryFile>;
