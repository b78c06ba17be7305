import { markdownTable } from '../support/report/markdown'
import { families, type Family, type FuzzRequest } from './requests/request'
import type { Reply } from './sending/answer'

const unanswered = 'no answer'

/** Counts requests by family and by what they got. */
export class Tally {
  private readonly counts = new Map<string, Map<Family, number>>()

  count({ family }: FuzzRequest, reply: Reply): void {
    const outcome = 'answers' in reply ? String(reply.answers[0].status) : unanswered
    let row = this.counts.get(outcome)
    if (!row) this.counts.set(outcome, (row = new Map<Family, number>()))
    row.set(family, (row.get(family) ?? 0) + 1)
  }

  /** The requests that got no answer. */
  get unanswered(): number {
    return sum(this.counts.get(unanswered))
  }

  /** A table with a row for each status and a column for each family. */
  table(): string {
    const rows = [...this.counts]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([outcome, row]) => [
        outcome,
        ...families.map((family) => String(row.get(family) ?? 0)),
        String(sum(row)),
      ])
    const all = families.map((family) => sumOf([...this.counts.values()].map((row) => row.get(family) ?? 0)))
    return markdownTable(
      ['answer', ...families, 'all'],
      [...rows, ['all', ...all.map(String), String(sumOf(all))]],
    )
  }
}

function sum(row: ReadonlyMap<Family, number> | undefined): number {
  return sumOf([...(row?.values() ?? [])])
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
