/**
 * An error that people can act on: a stable `code`, a sentence that says what is wrong and what to do,
 * and the `cause` where there is one.
 */
export class RecoveryError extends Error {
  override readonly name: string = 'RecoveryError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    // The sentence is for people, who see it in reports; where it was thrown helps none of them.
    this.stack = `${this.name}: ${message}`
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** What people are shown of an error: a RecoveryError's sentence says it all, without the chain of its causes. */
export function plainly(thrown: unknown): unknown {
  return thrown instanceof RecoveryError ? new RecoveryError(thrown.code, thrown.message) : thrown
}

/** One error for several: their sentences one below the other, each once, unless one of them is a bug's. */
export function together(errors: readonly Error[]): Error {
  const sentences = [...new Set(errors.map(messageOf))].join('\n')
  const [first] = errors
  if (errors.length === 1 && first) return first
  if (first instanceof RecoveryError && errors.every((each) => each instanceof RecoveryError))
    return new RecoveryError(first.code, sentences)
  return new AggregateError(errors, sentences)
}
