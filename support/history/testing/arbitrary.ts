import fc from 'fast-check'
import type { Operation, OperationKind, Outcome, User, UserContent } from '../operation'
import { deletion, imported, operation, read, registration, row } from './operations'

/** What clients were told, and what is stored in the end. */
export interface Story {
  operations: Operation[]
  stored: User[]
}

/** Whether a request reached the service, and whether its answer reached the client. */
type Fate = 'answered' | 'turned away' | 'request lost' | 'answer lost'

type Command =
  | { kind: 'register' | 'import'; users: UserContent[]; fate: Fate }
  | { kind: 'delete' | 'read'; choice: number; fate: Fate }

// Few values, so that the same address, name and id meet again and again.
const content: fc.Arbitrary<UserContent> = fc.record(
  {
    name: fc.constantFrom('Ana', 'Zoë'),
    email: fc.constantFrom(
      'ana@example.test',
      'ANA@example.test',
      'bob@example.test',
      'eve@example.test',
      'joe@example.test',
    ),
    is_active: fc.boolean(),
  },
  { noNullPrototype: true },
)

const fate = fc.constantFrom<Fate>('answered', 'answered', 'turned away', 'request lost', 'answer lost')

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('register' as const), users: fc.tuple(content), fate }),
  fc.record({
    kind: fc.constant('import' as const),
    users: fc.array(content, { minLength: 2, maxLength: 3 }),
    fate,
  }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'read' as const), choice: fc.nat(), fate }),
)

function addressOf({ email }: UserContent): string {
  return email.toLowerCase()
}

/** A service without a defect, as short as it can be told. */
class Model {
  stored: User[] = []
  readonly operations: Operation[] = []
  private lastId = 0
  private readonly knownIds: string[] = []

  perform(command: Command): void {
    const { fate } = command
    if ('choice' in command) {
      // Only who was told an id can delete or read by it.
      const id = this.knownIds[command.choice % this.knownIds.length]
      if (id === undefined) return
      this.operations.push(command.kind === 'read' ? this.read(id, fate) : this.remove(id, fate))
    } else {
      const ids = reaches(fate) ? this.store(command.users) : undefined
      const outcome = outcomeOf(fate, ids !== undefined)
      const told = outcome === 'acknowledged' ? ids : undefined
      const [first] = command.users
      if (command.kind === 'register' && first) this.operations.push(registration(outcome, first, told?.[0]))
      else this.operations.push(imported(outcome, command.users, told))
      this.knownIds.push(...(told ?? []))
    }
  }

  private remove(id: string, fate: Fate): Operation {
    const done = reaches(fate) && this.delete(id)
    return deletion(outcomeOf(fate, done), id)
  }

  private read(id: string, fate: Fate): Operation {
    const found = this.stored.find((each) => each.id === id)
    if (fate === 'answered') return read(id, found && contentOf(found))
    const outcome = outcomeOf(fate, false)
    return operation({ ids: [id], outcome, ...(outcome === 'rejected' && { status: 503 }) })
  }

  private delete(id: string): boolean {
    const before = this.stored.length
    this.stored = this.stored.filter((each) => each.id !== id)
    return this.stored.length < before
  }

  /** Stores all users, or none when an address is taken. */
  private store(users: UserContent[]): string[] | undefined {
    const addresses = [...this.stored, ...users].map(addressOf)
    if (new Set(addresses).size < addresses.length) return undefined
    const rows = users.map((each) => row(String(++this.lastId), each))
    this.stored.push(...rows)
    return rows.map(({ id }) => id)
  }
}

function contentOf({ name, email, is_active }: User): UserContent {
  return { name, email, is_active }
}

/** Gives operations the moments that make each begin when the one before has ended. */
function oneByOne(operations: readonly Operation[]): Operation[] {
  return operations.map((each, index) => {
    const sentAt = index * 10
    return { ...each, dueAt: sentAt, sentAt, endedAt: sentAt + 10 }
  })
}

function reaches(fate: Fate): boolean {
  return fate === 'answered' || fate === 'answer lost'
}

function outcomeOf(fate: Fate, done: boolean): Outcome {
  if (fate === 'request lost' || fate === 'answer lost') return 'indeterminate'
  return done ? 'acknowledged' : 'rejected'
}

/** What clients of a service without a defect see, with lost requests and lost answers, and what is stored then. */
export const honestStory: fc.Arbitrary<Story> = fc.array(command, { maxLength: 12 }).map((commands) => {
  const model = new Model()
  for (const each of commands) model.perform(each)
  return { operations: oneByOne(model.operations), stored: model.stored }
})

const id = fc.constantFrom('1', '2', '3', '4', '5')

/** What may go wrong with what is stored. */
const tampering: fc.Arbitrary<(stored: User[]) => User[]> = fc.oneof(
  fc.nat().map((choice) => (stored: User[]) => stored.filter((_, index) => index !== choice % stored.length)),
  fc.tuple(fc.nat(), content).map(
    ([choice, changed]) =>
      (stored: User[]) =>
        stored.map((each, index) => (index === choice % stored.length ? { ...each, ...changed } : each)),
  ),
  fc.tuple(fc.nat(), id).map(
    ([choice, changed]) =>
      (stored: User[]) =>
        stored.map((each, index) => (index === choice % stored.length ? { ...each, id: changed } : each)),
  ),
  fc.tuple(id, content).map(([added, what]) => (stored: User[]) => [...stored, row(added, what)]),
)

const anyOutcome = fc.constantFrom<Outcome>('acknowledged', 'rejected', 'indeterminate')

/** An operation that a service may or may not be able to bring about. */
const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc
    .tuple(anyOutcome, content, id)
    .map(([outcome, asked, given]) =>
      registration(outcome, asked, outcome === 'acknowledged' ? given : undefined),
    ),
  fc
    .tuple(anyOutcome, fc.array(fc.tuple(content, id), { minLength: 2, maxLength: 3 }))
    .map(([outcome, pairs]) =>
      imported(
        outcome,
        pairs.map(([asked]) => asked),
        outcome === 'acknowledged' ? pairs.map(([, given]) => given) : undefined,
      ),
    ),
  fc.tuple(anyOutcome, id).map(([outcome, about]) => deletion(outcome, about)),
  fc.tuple(id, fc.option(content, { nil: undefined })).map(([about, shown]) => read(about, shown)),
)

/** Stories of services with and without defects. */
export const story: fc.Arbitrary<Story> = fc.oneof(
  honestStory,
  fc
    .tuple(honestStory, tampering)
    .map(([{ operations, stored }, tamper]) => ({ operations, stored: tamper(stored) })),
  fc.record({
    operations: fc.array(anyOperation, { maxLength: 4 }).map(oneByOne),
    stored: fc.array(
      fc.tuple(id, content).map(([given, what]) => row(given, what)),
      { maxLength: 3 },
    ),
  }),
)

const anyKind = fc.constantFrom<OperationKind>('register', 'read', 'list', 'health', 'live')

/** Traffic of some seconds before, in and after an outage, on a grid that makes exact boundaries likely. */
export const traffic: fc.Arbitrary<Operation[]> = fc.array(
  fc
    .record({
      kind: anyKind,
      sent: fc.integer({ min: -4, max: 30 }),
      // Some wait longer than the two seconds after which nobody counts as served.
      took: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0, max: 12 }) },
        fc.integer({ min: 19, max: 22 }),
      ),
      end: fc.constantFrom<Pick<Operation, 'outcome' | 'status'>>(
        ...Array.from({ length: 8 }, () => ({ outcome: 'acknowledged' as const, status: 200 })),
        { outcome: 'rejected', status: 409 },
        { outcome: 'rejected', status: 503 },
        { outcome: 'indeterminate' },
      ),
    })
    .map(({ kind, sent, took, end }) =>
      operation({ kind, sentAt: sent * 100, endedAt: (sent + took) * 100, ...end }),
    ),
  { maxLength: 30 },
)
