/** Variables of Ansible that jts has as keys of hosts and groups. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['ansible_host', 'address'],
  ['ansible_port', 'port'],
  ['ansible_user', 'user'],
  ['ansible_ssh_private_key_file', 'key'],
  ['ansible_become', 'become'],
  ['ansible_connection', 'transport'],
]);

/** Advice to those who write what Ansible would understand. */
export const forAnsibleUsers = (name: string): string | undefined => {
  const key = KEYS.get(name);
  return key && `jts has the key "${key}" for it, on hosts and groups`;
};
