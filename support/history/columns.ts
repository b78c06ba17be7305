/** Numbers for values of which there are few different ones, such as outcomes and error codes. */
export class Codes<T> {
  private readonly values: T[] = []
  private readonly numbers = new Map<T, number>()

  /** The number of a value, from 0; a value that was not seen before gets the next one. */
  numberOf(value: T): number {
    const known = this.numbers.get(value)
    if (known !== undefined) return known
    const number = this.values.push(value) - 1
    this.numbers.set(value, number)
    return number
  }

  /** The value of a number that was given. */
  valueOf(number: number): T {
    return this.values[number] as T
  }
}

/** How many rows a piece holds. It is allocated at once, so that growing copies nothing and leaves no garbage. */
export const pieceLength = 8192

/** So many operations without an object for each: what is short, as numbers. */
export class Piece {
  readonly kind = new Uint8Array(pieceLength)
  readonly client = new Int32Array(pieceLength)
  readonly dueAt = new Float64Array(pieceLength)
  readonly sentAt = new Float64Array(pieceLength)
  readonly endedAt = new Float64Array(pieceLength)
  readonly outcome = new Uint8Array(pieceLength)
  readonly status = new Uint16Array(pieceLength)
  readonly code = new Uint16Array(pieceLength)
  readonly retryAfter = new Uint16Array(pieceLength)
  readonly count = new Uint16Array(pieceLength)
  /** Where the users that were asked for, or shown, end, in the list of all users; they begin where those before end. */
  readonly usersEnd = new Uint32Array(pieceLength)
  /** Where the ids end, in the list of all ids. */
  readonly idsEnd = new Uint32Array(pieceLength)
}
