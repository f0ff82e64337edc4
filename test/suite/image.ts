import { ensureImage } from '../lab/image.ts';

await ensureImage((line) => {
  console.log(line);
});
