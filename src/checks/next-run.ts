import type { ActiveCheck } from '../model/check.ts';
import { ABSENT_STATUS } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';

/** Asks systemd when a timer runs next; not a fact, because no two looks at a timer need tell the same. */
export const nextRunCheck = (timer: string): ActiveCheck => ({
  id: `next run of ${timer}`,
  expected: 'a time, or its job at work',
  script: sh`
    [[ -d /run/systemd/system ]] || { echo 'systemd does not run this host' >&2; exit ${ABSENT_STATUS}; }
    systemctl show --property=SubState --property=NextElapseUSecRealtime -- ${timer}
  `,
  deadline: 30,
  judge: (output) => {
    const next = /^NextElapseUSecRealtime=(.+)$/m.exec(output)?.[1];
    if (next !== undefined) return { outcome: 'pass', actual: next };
    // systemd plans the next run of a timer when the job that it has started ends.
    if (/^SubState=running$/m.test(output)) return { outcome: 'pass', actual: 'its job is at work' };
    return { outcome: 'fail', actual: 'none' };
  },
});
