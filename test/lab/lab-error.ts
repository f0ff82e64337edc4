/** A failure of the lab that its user can understand from the message alone. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
