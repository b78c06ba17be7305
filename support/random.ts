import { createHash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** The one source of randomness: everything drawn from the same seed and label replays identically. */
export class Random {
  private readonly seed: number
  private readonly generator

  constructor(seed: number) {
    this.seed = seed
    this.generator = xoroshiro128plus(seed)
  }

  /** An independent generator for `label`, so that what one part draws does not depend on what others drew. */
  fork(label: string): Random {
    return new Random(createHash('sha256').update(`${this.seed}/${label}`).digest().readInt32LE())
  }

  /** A whole number, both bounds included. */
  integer(from: number, to: number): number {
    return uniformInt(this.generator, from, to)
  }

  /** A number in [0, 1). */
  fraction(): number {
    return uniformFloat64(this.generator)
  }

  /** One element of a list; the list must not be empty. */
  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.integer(0, list.length - 1)] as T
  }
}
