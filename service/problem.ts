/**
 * Every way in which a request can fail, by its stable code. `title` says what the code means;
 * what happened to one request is in `detail`.
 */
export const CATALOGUE = {
  'bad-request': { status: 400, title: 'The request is not acceptable' },
  'malformed-json': { status: 400, title: 'The body is not acceptable JSON' },
  'malformed-url': { status: 400, title: 'The URL is malformed' },
  'validation-failed': { status: 400, title: 'The request does not match its schema' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'request-incomplete': { status: 408, title: 'The request did not arrive in time' },
  'email-taken': { status: 409, title: 'The e-mail address is taken' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'url-too-long': { status: 414, title: 'The URL is too long' },
  'unsupported-media-type': { status: 415, title: 'The body has an unsupported media type' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'internal-error': { status: 500, title: 'The service failed' },
  starting: { status: 503, title: 'The service is starting' },
  'database-unavailable': { status: 503, title: 'The database is unavailable' },
  'pool-exhausted': { status: 503, title: 'Every database connection is in use' },
  'transaction-conflict': { status: 503, title: 'The transaction conflicted with another one' },
  'request-timeout': { status: 503, title: 'The request took too long' },
  'outcome-unknown': { status: 503, title: 'It is not known whether the request was applied' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof CATALOGUE

/** The media type of a problem document. */
export const PROBLEM_TYPE = 'application/problem+json'

/** Seconds after which it makes sense to try again. */
export const RETRY_AFTER = '1'

/** A failure that the client is to be told about. Everything in it may be shown. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number

  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'Problem'
    this.code = code
    this.status = CATALOGUE[code].status
  }

  /** The RFC 9457 document. Only a 503 says whether the request was applied, and only if that is certain. */
  toDocument(requestId: string): ProblemDocument {
    const { title, status } = CATALOGUE[this.code]
    return {
      type: `urn:users-api:problem:${this.code}`,
      title,
      status,
      detail: this.message,
      code: this.code,
      request_id: requestId,
      ...(status === 503 && this.code !== 'outcome-unknown' && { applied: false }),
    }
  }
}

export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail: string
  code: ProblemCode
  request_id: string
  applied?: false
}

/** Shared by all routes; `$id` is its name in the OpenAPI document. */
export const problemSchema = {
  $id: 'Problem',
  description: 'A problem document (RFC 9457).',
  type: 'object',
  additionalProperties: false,
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(CATALOGUE) },
    request_id: { type: 'string' },
    applied: {
      type: 'boolean',
      enum: [false],
      description: 'Present when it is certain that the request changed nothing.',
    },
  },
} as const

/** What any request can be told, whatever it is for. */
const ANYWHERE = ['bad-request', 'headers-too-large', 'internal-error', 'database-unavailable'] as const

const retryAfter = {
  type: 'string',
  pattern: '^[1-9][0-9]*$',
  description: 'Seconds after which it makes sense to try again.',
} as const

/** The response schemas of the given problem codes, and of those that every route can answer, by status. */
export function problemResponses(...codes: ProblemCode[]): Record<number, object> {
  const statuses = new Set([...codes, ...ANYWHERE].map((code) => CATALOGUE[code].status))
  const response = { content: { [PROBLEM_TYPE]: { schema: { $ref: 'Problem#' } } } }
  return Object.fromEntries(
    [...statuses].map((status) => [
      status,
      {
        description: describe(status),
        ...response,
        ...(status === 503 && { headers: { 'retry-after': retryAfter } }),
      },
    ]),
  )
}

function describe(status: number): string {
  return Object.entries(CATALOGUE)
    .filter(([, problem]) => problem.status === status)
    .map(([code]) => code)
    .join(', ')
}
