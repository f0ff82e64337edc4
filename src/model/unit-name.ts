/** Bytes that systemd-escape leaves as they are. */
const PLAIN = /^[A-Za-z0-9:_.]$/;

const escapeByte = (byte: number): string => {
  const character = String.fromCharCode(byte);
  if (character === '/') return '-';
  return PLAIN.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
};

/** The name of the systemd units of an absolute path without their suffix; as `systemd-escape --path`. */
const escapedPath = (path: string): string => {
  const bare = path
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  if (bare === '') return '-';
  const escaped = [...Buffer.from(bare, 'utf8')].map(escapeByte).join('');
  return escaped.startsWith('.') ? `\\x2e${escaped.slice(1)}` : escaped;
};

/** The systemd unit that mounts an absolute path, e.g. `var-lib-docker\x2djts.mount`. */
export const mountUnit = (path: string): string => `${escapedPath(path)}.mount`;

/** The systemd unit that mounts a path when it is first used. */
export const automountUnit = (path: string): string => `${escapedPath(path)}.automount`;

/** The name by which systemd tells of a unit: of a template it only knows instances, and loads any from it. */
export const askableUnit = (name: string): string => name.replace('@.', '@jts.');
