import Type from 'typebox';

/** An absolute path in normal form, of characters that mean nothing special to fstab, systemd or a shell. */
export const plainPath = (description: string, given: { readonly default?: string } = {}) =>
  Type.String({
    ...given,
    pattern: '^(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9_.@:+,=-]+)+$',
    description: `${description}; absolute, without .., // or a slash at its end, of letters, digits and _ . @ : + , = -.`,
  });

/** Name of a user or group: useradd(8). */
export const accountName = (description: string, given: { readonly default?: string } = {}) =>
  Type.String({ ...given, pattern: '^[a-z_][a-z0-9_-]{0,30}$', description });

/** Permissions of a file or directory in octal, quoted in YAML. */
export const fileMode = (description: string, given: { readonly default?: string } = {}) =>
  Type.String({ ...given, pattern: '^0[0-7]{3}$', description: `${description}, quoted: "0750".` });

/** Options of a mount, each as mount(8) knows it. */
export const mountOptions = (given: { readonly default?: readonly string[] } = {}) =>
  Type.Array(
    Type.String({ pattern: '^[A-Za-z0-9_.:=@/+-]+$', description: 'One mount option, without commas or spaces.' }),
    {
      ...(given.default !== undefined && { default: [...given.default] }),
      minItems: 1,
      uniqueItems: true,
      description: 'Mount options.',
    },
  );

/** Names of directories in a directory. */
export const directoryNames = (description: string, given: { readonly default?: readonly string[] } = {}) =>
  Type.Array(Type.String({ pattern: '^(?!\\.{1,2}$)[A-Za-z0-9_.@:+,=-]+$', description: 'Name of one directory.' }), {
    ...(given.default !== undefined && { default: [...given.default] }),
    uniqueItems: true,
    description,
  });

/** How long something may take, as systemd writes it. */
export const timeSpan = (description: string, given: { readonly default?: string } = {}) =>
  Type.String({ ...given, pattern: '^[1-9][0-9]{0,4}(?:s|min)$', description: `${description}: 10s, 2min.` });
