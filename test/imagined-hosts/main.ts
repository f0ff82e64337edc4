// A process of its own, so that what the hosts take is no part of what jts takes.
import { replaying } from './replaying-host.ts';
import { startSshHost } from './ssh-host.ts';

const host = await startSshHost(replaying());
process.once('disconnect', () => {
  host.stop();
  process.exit(0);
});
process.send?.(host.folder);
