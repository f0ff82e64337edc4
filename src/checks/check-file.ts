import { sh } from '../shell/sh.ts';

/**
 * Shell that makes the name of a file for a check. Hosts share directories on a NAS, and the processes of two that boot at once have
 * the same numbers: by the number alone, the check of one would read and delete the file of the other.
 */
export const checkFileName = sh`.jts-check.$$.$EPOCHREALTIME`;
