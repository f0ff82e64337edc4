import { ensureImage } from '../lab/image.ts';
import { LabError } from '../lab/lab-error.ts';
import { checkPorts } from '../lab/ports.ts';

try {
  // Another lab at the same ports is told of now, not when hosts boot after minutes.
  await checkPorts();
  await ensureImage((line) => {
    console.log(line);
  });
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
