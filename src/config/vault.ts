import type { Located } from './located.ts';
import { secretsIn, textOfSecret } from './secrets.ts';

/** What is kept secret in what a command reads: the encrypted files, opened before anything is read, and the secrets met. */
export class Vault {
  /** The texts of all secrets that were read so far; whoever made the vault may share it. */
  readonly secrets: Set<string>;
  readonly #opened: ReadonlyMap<string, string>;

  /** `opened` is the text of each encrypted file by its path. */
  constructor(secrets = new Set<string>(), opened: ReadonlyMap<string, string> = new Map()) {
    this.secrets = secrets;
    this.#opened = opened;
  }

  /** The text of an encrypted file; undefined for other files. */
  opened(path: string): string | undefined {
    return this.#opened.get(path);
  }

  /** Notes the secrets in what was read. */
  note(located: Located): void {
    for (const secret of secretsIn(located)) this.secrets.add(textOfSecret(secret));
  }
}
