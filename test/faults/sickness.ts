/** Bash that leaves no room in a folder of a host, `` for its root. */
export const fill = (folder: string): string =>
  `n=0; for size in 1G 256M 64M 16M 4M 1M 64K 4K; do while fallocate -l $size ${folder}/fill.$((++n)) 2>/dev/null; do :; done; rm -f ${folder}/fill.$n; done; ! echo more 2>/dev/null >${folder}/fill.x`;

/** What jts says of a host on which it could not even begin. */
export const NOTHING_BEGUN = (host: string): RegExp =>
  new RegExp(`^${host}: the changes could not be begun, and none was made: .*`);

/** What it says of one that it could not get back to, with the reason. */
export const NOT_REACHED = (host: string, why: string): RegExp =>
  new RegExp(`^the connection to ${host} was lost, and it could not be reached again within \\d+ s: ${why}`);
