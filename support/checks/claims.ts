import type { Operation, Outcome, User, UserContent } from '../history/operation'

/** A request to store a user, what became of it, and the id that was given. */
export interface Claim extends UserContent {
  outcome: Outcome
  id: string | undefined
}

/** To whom an id was given, and when the client knew. */
export interface Owner {
  content: UserContent
  since: number
}

/** What clients said about one email address, and the rows that were found with it. */
export interface Account {
  claims: Claim[]
  rows: User[]
}

/** Emails are compared as the service compares them: without regard to letter case. */
export function identityOf(email: string): string {
  return email.toLowerCase()
}

/** Items of a group, found from its latest one; a list for each group would take several times the memory. */
class Chains {
  private readonly latest: number[] = []
  private readonly previous: number[] = []

  /** Adds the next item, counted from 0, to a group. */
  add(group: number): void {
    const item = this.previous.push(this.latest[group] ?? -1) - 1
    while (this.latest.length <= group) this.latest.push(-1)
    this.latest[group] = item
  }

  /** The items of a group, in the order in which they were added. */
  of(group: number): number[] {
    const items: number[] = []
    for (let item = this.latest[group] ?? -1; item >= 0; item = this.previous[item] ?? -1) items.unshift(item)
    return items
  }
}

/** Everything said and found about every email address, by identity. */
export class Accounts {
  private readonly numbers = new Map<string, number>()
  private readonly names: string[] = []
  private readonly emails: string[] = []
  private readonly active: boolean[] = []
  private readonly outcomes: Outcome[] = []
  private readonly ids: (string | undefined)[] = []
  private readonly claims = new Chains()
  private readonly rows = new Chains()
  private readonly stored: readonly User[]

  /** @param stored - all rows that were found */
  constructor(stored: readonly User[]) {
    this.stored = stored
    for (const { email } of stored) this.rows.add(this.numberOf(email))
  }

  /** Adds what an operation claims. */
  add({ asked, ids, outcome }: Operation): void {
    asked?.forEach((content, index) => {
      this.claim(content, outcome, outcome === 'acknowledged' ? ids?.[index] : undefined)
    })
  }

  get(email: string): Account | undefined {
    const number = this.numbers.get(identityOf(email))
    return number === undefined ? undefined : this.account(number)
  }

  *[Symbol.iterator](): Generator<[identity: string, Account], void> {
    for (const [identity, number] of this.numbers) yield [identity, this.account(number)]
  }

  private claim({ name, email, is_active }: UserContent, outcome: Outcome, id: string | undefined): void {
    this.names.push(name)
    this.emails.push(email)
    this.active.push(is_active)
    this.outcomes.push(outcome)
    this.ids.push(id)
    this.claims.add(this.numberOf(email))
  }

  private numberOf(email: string): number {
    const identity = identityOf(email)
    const known = this.numbers.get(identity)
    if (known !== undefined) return known
    const number = this.numbers.size
    this.numbers.set(identity, number)
    return number
  }

  private account(number: number): Account {
    return {
      claims: this.claims.of(number).map((claim) => ({
        name: this.names[claim] as string,
        email: this.emails[claim] as string,
        is_active: this.active[claim] as boolean,
        outcome: this.outcomes[claim] as Outcome,
        id: this.ids[claim],
      })),
      rows: this.rows.of(number).map((row) => this.stored[row] as User),
    }
  }
}

/** What clients say about ids: to whom they were given, and which users they deleted. */
export class Ids {
  /**
   * The user who was acknowledged with an id. Ids are promised to be unique for ever, also across deletions. Where
   * ids are whole numbers, as usual, an object finds them as an array does, several times as fast as a map.
   */
  readonly owners = Object.create(null) as Record<string, Owner | undefined>
  /** Users who were given an id that had been given before. */
  readonly reused: { email: string; id: string; owner: string }[] = []
  /** What clients may believe about the deletion of an id; rejected ones are left out. */
  readonly deletions = new Map<string, 'acknowledged' | 'indeterminate'>()

  /** Adds what an operation says. */
  add({ kind, asked, ids, outcome, endedAt }: Operation): void {
    if (outcome === 'acknowledged')
      asked?.forEach((content, index) => {
        this.give(ids?.[index], { content, since: endedAt })
      })
    const id = ids?.[0]
    if (kind !== 'delete' || id === undefined || outcome === 'rejected') return
    if (this.deletions.get(id) !== 'acknowledged') this.deletions.set(id, outcome)
  }

  private give(id: string | undefined, given: Owner): void {
    if (id === undefined) return
    const owner = this.owners[id]
    if (owner === undefined) this.owners[id] = given
    else this.reused.push({ email: given.content.email, id, owner: owner.content.email })
  }
}
