/** A complete answer. Names of headers are in lower case. */
export interface Answer {
  status: number
  headers: Partial<Record<string, string>>
  body: string
}

/**
 * What came of a request: the complete answers, of which only bytes that hold more than one request get more than
 * one, or the code of what went wrong instead.
 */
export type Reply = { answers: [Answer, ...Answer[]] } | { failure: string }
