/** How far from a proper request: none, a little, on purpose, or not even HTTP. */
export const families = ['valid', 'nearly valid', 'hostile', 'malformed'] as const
export type Family = (typeof families)[number]

/**
 * What the service must make of a request: `served` (unless its user is unknown or its email taken), `refused`, or
 * `any` of the answers that are documented.
 */
export type Expectation = 'served' | 'refused' | 'any'

interface Described {
  /** What is special about it, as a phrase. */
  what: string
  expect: Expectation
}

/** A request that an HTTP client can send. */
export interface HttpSketch extends Described {
  method: string
  /** As it stands in the request line. */
  target: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}

/** Bytes for a connection of their own, which need not be HTTP. */
export interface WireSketch extends Described {
  wire: Buffer
  /** Whether nothing more comes after the bytes; otherwise the connection stays open and silent. */
  ends: boolean
  /** The request that the bytes begin with, if they begin with a readable one. */
  readable?: { method: string; target: string; body?: string }
}

export type Sketch = HttpSketch | WireSketch

/** One generated request; `number` and the seed say everything about it. */
export type FuzzRequest = Sketch & { number: number; family: Family }

/** The method, the target and the body that the service can read in a request, if it can read any. */
export function readablePart(
  request: Sketch,
): { method: string; target: string; body?: string | Buffer } | undefined {
  return 'wire' in request ? request.readable : request
}

/** A request as people are shown it, shortened. */
export function shortened(request: FuzzRequest): string {
  const { number, family, what } = request
  const sent =
    'wire' in request
      ? JSON.stringify(abridged(request.wire.toString('latin1'), 300))
      : `${request.method} ${abridged(request.target, 120)}${headersOf(request)}${bodyOf(request)}`
  return `request ${number} (${family}: ${what}): ${sent}`
}

function headersOf({ headers }: HttpSketch): string {
  return headers === undefined ? '' : ` ${abridged(JSON.stringify(headers), 200)}`
}

function bodyOf({ body }: HttpSketch): string {
  return body === undefined ? '' : ` with ${body.length} of body: ${abridged(body.toString(), 200)}`
}

/** At most so many characters of a text, and how many it has where some are left out. */
export function abridged(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length} characters)`
}
