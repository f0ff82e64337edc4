import { settingWords, sysctls } from '../facts/sysctl.ts';
import { present } from '../facts/present.ts';
import { expectEqual, type Check } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { textOf } from '../model/json.ts';
import { change, defineKind, fine, refuse, type Change, type Json, type Verdict } from '../model/resource.ts';
import { sh, type Shell } from '../shell/sh.ts';

/** A setting of the kernel. */
export interface DesiredSysctl {
  /** Dotted: `net.core.rmem_max`. */
  readonly key: string;
  readonly value: string;
  /** The file in /etc/sysctl.d that sets it at boot, which is a resource of its own. */
  readonly file: string;
}

/** Not with sysctl(8), which a small host does not have. */
const write = (key: string, value: string): Shell => sh`
  printf '%s\n' ${value} >${`/proc/sys/${key.replaceAll('.', '/')}`} || {
    printf '%s\n' ${`the kernel does not take ${value} for ${key}`} >&2
    exit 1
  }
`;

/** A setting of the network can cut the host off. */
const cutOff = (key: string, was: string): Pick<Change, 'risk' | 'revert'> =>
  key.startsWith('net.') ? { risk: 'network', revert: write(key, was) } : {};

const diff = ({ key, value }: DesiredSysctl, facts: Facts): Verdict => {
  const wanted = settingWords(value);
  const found = present(facts, sysctls).live[key];
  if (found === undefined) {
    return refuse(`this kernel has no ${key}`, 'Correct the name, or load the module that it comes with.');
  }
  if (found.value === wanted) return fine(`${key} is ${wanted}`);
  if (!found.writable) {
    return refuse(
      `${key} is ${found.value} and cannot be written on this host`,
      'Set it where that is decided, e.g. on the host of a container, or leave it out.',
    );
  }
  return change({
    action: 'update',
    from: found.value,
    to: wanted,
    reason: `the running kernel has another ${key}`,
    run: write(key, wanted),
    deadline: 10,
    before: { value: found.value },
    ...cutOff(key, found.value),
  });
};

const undo = ({ key }: DesiredSysctl, facts: Facts, before: Json | undefined): Verdict => {
  const was = textOf(before, 'value');
  if (was === undefined) return fine(`${key} was not changed by jts`);
  const found = present(facts, sysctls).live[key];
  if (found === undefined) return fine(`this kernel has no ${key}`);
  if (found.value === was) return fine(`${key} is as before jts`);
  return change({
    action: 'update',
    from: found.value,
    to: was,
    reason: `${key} was another before jts`,
    run: write(key, was),
    deadline: 10,
    before: null,
    ...cutOff(key, found.value),
  });
};

const checks = ({ key, value, file }: DesiredSysctl, facts: Facts): readonly Check[] => {
  const wanted = settingWords(value);
  const { live, boot } = present(facts, sysctls);
  const set = boot[key];
  return [
    expectEqual(`sysctl ${key} live`, wanted, live[key]?.value ?? 'absent'),
    {
      id: `sysctl ${key} at boot`,
      expected: `${wanted}, set by ${file}`,
      actual: set === undefined ? 'set by no file' : `${set.value}, set by ${set.file}`,
      outcome: set?.value === wanted ? 'pass' : 'fail',
    },
  ];
};

/** A setting of the running kernel; its checks also tell which file in sysctl.d has the last word on it at boot. */
export const sysctl = defineKind<DesiredSysctl>({
  kind: 'sysctl',
  id: ({ key }) => key,
  needs: ({ key }) => [need(sysctls, key)],
  diff,
  undo,
  checks,
});
