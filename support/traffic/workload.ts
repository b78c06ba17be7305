import { RecoveryError } from '../errors'
import type { Operation, OperationKind, UserContent } from '../history/operation'
import type { Random } from '../random'
import type { Answer, Context, UsersClient } from './client'
import { drawName } from './names'

/** How often each kind of operation is drawn, relative to the others; a kind that is absent never is. */
export type Mix = Partial<Record<OperationKind, number>>

/** What clients do, as data. */
export interface Workload {
  mix: Mix
  /**
   * Begins the e-mail address of every user, so it must differ between traffic that runs against the same
   * database: lower-case letters, digits and inner hyphens.
   */
  tag: string
}

/** One thing a client is about to ask, before it is sent. */
export type Request =
  | { kind: 'register'; content: UserContent }
  | { kind: 'import'; contents: UserContent[] }
  | { kind: 'read' | 'delete'; id: string }
  | { kind: 'list' | 'health' | 'live' }

/** Kinds with their slices of [0, 1): each reaches from the end of the one before up to `upTo`. */
type Shares = readonly [Share, ...Share[]]
interface Share {
  kind: OperationKind
  upTo: number
}

/** Users per `import` and per page of a `list`. */
const BATCH = 10

/** Sends what a script drew. */
export function perform(client: UsersClient, request: Request, context: Context): Promise<Answer> {
  switch (request.kind) {
    case 'register':
      return client.register(request.content, context)
    case 'import':
      return client.import(request.contents, context)
    case 'read':
      return client.read(request.id, context)
    case 'delete':
      return client.remove(request.id, context)
    case 'list':
      return client.list({ limit: BATCH }, context)
    case 'health':
      return client.health(context)
    case 'live':
      return client.live(context)
  }
}

/**
 * What one client asks, one request after the other.
 *
 * The same seed, client number and answers give the same requests. Each aspect is drawn from a generator of
 * its own, so that an id missing because of an outage does not change the users that are registered later.
 */
export class Script {
  private readonly tag: string
  private readonly client: number
  private readonly shares: Shares
  private readonly randomKinds: Random
  private readonly randomUsers: Random
  private readonly randomIds: Random
  private readonly ownIds: string[] = []
  private users = 0

  /** @throws RecoveryError `INVALID_WORKLOAD` when the mix has no weight or the tag does not fit an address */
  constructor({ mix, tag }: Workload, client: number, random: Random) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(tag)) {
      throw invalid(
        `its tag "${tag}" does not fit an e-mail address; use lower-case letters, digits and hyphens`,
      )
    }
    this.tag = tag
    this.client = client
    this.shares = sharesOf(mix)
    this.randomKinds = random.fork(`client ${client} kinds`)
    this.randomUsers = random.fork(`client ${client} users`)
    this.randomIds = random.fork(`client ${client} ids`)
  }

  /** Draws the next request. Reading and deleting need an id that was acknowledged; without one it registers. */
  next(): Request {
    const kind = this.drawKind()
    switch (kind) {
      case 'register':
        return { kind, content: this.drawUser() }
      case 'import':
        return { kind, contents: Array.from({ length: BATCH }, () => this.drawUser()) }
      case 'read':
      case 'delete': {
        const id = this.drawId(kind)
        return id === undefined ? { kind: 'register', content: this.drawUser() } : { kind, id }
      }
      default:
        return { kind }
    }
  }

  /** Remembers the ids of users that the service acknowledged. */
  learn({ kind, outcome, ids = [] }: Operation): void {
    const stored = kind === 'register' || kind === 'import'
    if (stored && outcome === 'acknowledged') this.ownIds.push(...ids)
  }

  private drawKind(): OperationKind {
    const drawn = this.randomKinds.fraction()
    return (this.shares.find(({ upTo }) => drawn < upTo) ?? this.shares[0]).kind
  }

  private drawUser(): UserContent {
    const email = `${this.tag}-${this.client}-${this.users++}@example.test`
    const shouted = this.randomUsers.fraction() < 0.2
    return {
      name: drawName(this.randomUsers),
      // Some people write their address in capital letters, and want it kept as they write it.
      email: shouted ? email.toUpperCase() : email,
      is_active: this.randomUsers.fraction() >= 0.2,
    }
  }

  /** A deleted id is forgotten when it is drawn: whatever the answer, it is not a user to count on. */
  private drawId(kind: 'read' | 'delete'): string | undefined {
    if (this.ownIds.length === 0) return undefined
    const index = this.randomIds.integer(0, this.ownIds.length - 1)
    return kind === 'delete' ? this.ownIds.splice(index, 1)[0] : this.ownIds[index]
  }
}

function sharesOf(mix: Mix): Shares {
  const weights = Object.entries(mix) as [OperationKind, number][]
  for (const [kind, weight] of weights) {
    if (!(weight >= 0 && weight < Infinity)) throw invalid(`"${kind}" weighs ${weight}; use a number from 0`)
  }
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0)
  let upTo = 0
  const shares = weights
    .filter(([, weight]) => weight > 0)
    .map(([kind, weight]) => ({ kind, upTo: (upTo += weight / total) }))
  const [first, ...others] = shares
  if (first === undefined) throw invalid('its mix is empty; give at least one kind of operation a weight')
  return [first, ...others]
}

function invalid(reason: string): RecoveryError {
  return new RecoveryError('INVALID_WORKLOAD', `this workload cannot run: ${reason}`)
}
