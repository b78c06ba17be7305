import { Codes, Piece, pieceLength } from './columns'
import type { Operation, UserContent } from './operation'

/** Operations that can be looked at: an array of them, or `Operations`. */
export interface OperationList extends Iterable<Operation> {
  readonly length: number
  /** The operation at `index`, from 0; counted from the end when it is negative. */
  at(index: number): Operation | undefined
}

/**
 * Operations in the order in which they ended. They are kept in columns, because an object for each would take several
 * times the memory; whoever reads gets a fresh object. An empty list of users or ids is read as an absent one.
 */
export class Operations implements OperationList {
  private count = 0
  private readonly pieces: Piece[] = []
  private readonly kinds = new Codes<Operation['kind']>()
  private readonly outcomes = new Codes<Operation['outcome']>()
  private readonly statuses = new Codes<Operation['status']>()
  private readonly codes = new Codes<Operation['code']>()
  private readonly waits = new Codes<Operation['retryAfter']>()
  private readonly counts = new Codes<Operation['count']>()
  private readonly knownNames = new Codes<string>()
  private readonly names: number[] = []
  private readonly emails: string[] = []
  private readonly active: boolean[] = []
  private readonly ids: string[] = []

  get length(): number {
    return this.count
  }

  push(operation: Operation): void {
    const row = this.count % pieceLength
    if (row === 0) this.pieces.push(new Piece())
    const piece = this.pieces.at(-1) as Piece
    piece.kind[row] = this.kinds.numberOf(operation.kind)
    piece.client[row] = operation.client
    piece.dueAt[row] = operation.dueAt
    piece.sentAt[row] = operation.sentAt
    piece.endedAt[row] = operation.endedAt
    piece.outcome[row] = this.outcomes.numberOf(operation.outcome)
    piece.status[row] = this.statuses.numberOf(operation.status)
    piece.code[row] = this.codes.numberOf(operation.code)
    piece.retryAfter[row] = this.waits.numberOf(operation.retryAfter)
    piece.count[row] = this.counts.numberOf(operation.count)
    for (const user of operation.asked ?? []) this.pushUser(user)
    if (operation.shown) this.pushUser(operation.shown)
    piece.usersEnd[row] = this.names.length
    if (operation.ids) this.ids.push(...operation.ids)
    piece.idsEnd[row] = this.ids.length
    this.count++
  }

  at(index: number): Operation | undefined {
    const row = index < 0 ? this.count + index : index
    return row >= 0 && row < this.count ? this.read(row) : undefined
  }

  *[Symbol.iterator](): Generator<Operation, void> {
    for (let row = 0; row < this.count; row++) yield this.read(row)
  }

  private pushUser({ name, email, is_active }: UserContent): void {
    this.names.push(this.knownNames.numberOf(name))
    this.emails.push(email)
    this.active.push(is_active)
  }

  private read(index: number): Operation {
    const row = index % pieceLength
    const number = (index - row) / pieceLength
    const piece = this.pieces[number] as Piece
    const before = row > 0 ? piece : this.pieces[number - 1]
    const rowBefore = row > 0 ? row - 1 : pieceLength - 1
    const operation: Operation = {
      kind: this.kinds.valueOf(piece.kind[row] as number),
      client: piece.client[row] as number,
      dueAt: piece.dueAt[row] as number,
      sentAt: piece.sentAt[row] as number,
      endedAt: piece.endedAt[row] as number,
      outcome: this.outcomes.valueOf(piece.outcome[row] as number),
    }
    const status = this.statuses.valueOf(piece.status[row] as number)
    if (status !== undefined) operation.status = status
    const code = this.codes.valueOf(piece.code[row] as number)
    if (code !== undefined) operation.code = code
    const retryAfter = this.waits.valueOf(piece.retryAfter[row] as number)
    if (retryAfter !== undefined) operation.retryAfter = retryAfter
    const count = this.counts.valueOf(piece.count[row] as number)
    if (count !== undefined) operation.count = count
    const users = this.users(before?.usersEnd[rowBefore] ?? 0, piece.usersEnd[row] as number)
    if (operation.kind === 'read') {
      if (users?.[0]) operation.shown = users[0]
    } else if (users) operation.asked = users
    const firstId = before?.idsEnd[rowBefore] ?? 0
    const endId = piece.idsEnd[row] as number
    if (endId > firstId) operation.ids = this.ids.slice(firstId, endId)
    return operation
  }

  private users(start: number, end: number): UserContent[] | undefined {
    if (start === end) return undefined
    const users: UserContent[] = []
    for (let index = start; index < end; index++) {
      users.push({
        name: this.knownNames.valueOf(this.names[index] as number),
        email: this.emails[index] as string,
        is_active: this.active[index] as boolean,
      })
    }
    return users
  }
}
