/** Variables of Ansible that jts has as keys of hosts and groups. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['ansible_host', 'address'],
  ['ansible_port', 'port'],
  ['ansible_user', 'user'],
  ['ansible_ssh_private_key_file', 'key'],
  ['ansible_become', 'become'],
  ['ansible_connection', 'transport'],
]);

/** Keys of Ansible's plays that jts has under another name. */
const PLAY_KEYS: ReadonlyMap<string, string> = new Map([
  ['max_fail_percentage', 'did you mean "maxFailures"? It takes a number of hosts, or a percentage such as "30%"'],
  ['check_mode', 'did you mean "mode: check"? It says what would change, and changes nothing'],
  ['any_errors_fatal', 'did you mean "maxFailures"? With 0, no further host is begun once one has failed'],
]);

/** Advice to those who write a play as Ansible would understand it. */
export const playKeyForAnsibleUsers = (name: string): string | undefined => PLAY_KEYS.get(name);

/** Advice to those who write what Ansible would understand. */
export const forAnsibleUsers = (name: string): string | undefined => {
  const key = KEYS.get(name);
  return key && `jts has the key "${key}" for it, on hosts and groups`;
};
