/** Something that must not be, and what shows it. */
export interface Finding {
  /** The same for the same defect. */
  wrong: string
  /** The request and its answer, shortened, where it was one. */
  evidence?: string
  /** The number of the request, where it was one. */
  request?: number
}

const mostShown = 10

/** Collects what was found, and keeps one of each. */
export class Findings {
  private readonly distinct = new Map<string, { first: Finding; count: number }>()

  add(finding: Finding): void {
    // Ids, lengths and the like differ from one request to the next; statuses have three digits, and stay.
    const key = finding.wrong.replace(/\d{4,}/g, '…')
    const known = this.distinct.get(key)
    if (known) known.count++
    else this.distinct.set(key, { first: finding, count: 1 })
  }

  get count(): number {
    return this.distinct.size
  }

  /** The first distinct findings, as text. */
  text(replay: (request?: number) => string): string {
    const shown = [...this.distinct.values()].slice(0, mostShown).map(({ first, count }, index) => {
      const times = count > 1 ? ` (${count} times)` : ''
      const evidence = first.evidence === undefined ? '' : `\n   ${first.evidence}`
      return `${index + 1}. ${first.wrong}${times}${evidence}\n   replay: ${replay(first.request)}`
    })
    const more = this.count > mostShown ? [`and ${this.count - mostShown} more`] : []
    return [`${this.count} distinct findings:`, ...shown, ...more].join('\n')
  }
}
