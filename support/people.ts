import type { Operation, UserContent } from './history/operation'
import type { Random } from './random'
import { Script } from './traffic/workload'

/** Draws the users that a scenario speaks of one by one; traffic draws its own. */
export class People {
  private readonly script: Script

  constructor(random: Random) {
    this.script = new Script({ mix: { register: 1 }, tag: 'person' }, 0, random.fork('people'))
  }

  /** A user nobody has asked for yet. */
  next(): UserContent {
    const request = this.script.next()
    if (request.kind !== 'register') throw new TypeError('a script that only registers drew something else')
    return request.content
  }

  several(count: number): UserContent[] {
    return Array.from({ length: count }, () => this.next())
  }
}

/** A user whom the service acknowledged to have stored. */
export interface KnownUser extends UserContent {
  id: string
}

/** The users whose storing was acknowledged, in the order of acknowledgement; deletions are not looked at. */
export function acknowledgedUsers(operations: Iterable<Operation>): KnownUser[] {
  const users: KnownUser[] = []
  for (const { outcome, asked = [], ids = [] } of operations) {
    if (outcome !== 'acknowledged') continue
    users.push(...asked.map((user, index) => ({ ...user, id: ids[index] ?? '' })))
  }
  return users
}

/** The highest id that was ever acknowledged; 0 when there is none. */
export function highestId(operations: Iterable<Operation>): bigint {
  return acknowledgedUsers(operations).reduce(
    (highest, { id }) => (BigInt(id) > highest ? BigInt(id) : highest),
    0n,
  )
}
