/** Bytes that systemd-escape leaves as they are. */
const PLAIN = /^[A-Za-z0-9:_.]$/;

const escapeByte = (byte: number): string => {
  const character = String.fromCharCode(byte);
  if (character === '/') return '-';
  return PLAIN.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
};

/** The systemd unit that mounts an absolute path, e.g. `var-lib-docker\x2djts.mount`; as `systemd-escape --path`. */
export const mountUnit = (path: string): string => {
  const bare = path
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  if (bare === '') return '-.mount';
  const escaped = [...Buffer.from(bare, 'utf8')].map(escapeByte).join('');
  return `${escaped.startsWith('.') ? `\\x2e${escaped.slice(1)}` : escaped}.mount`;
};
