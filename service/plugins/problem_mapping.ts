import type { FastifyError, FastifyRequest } from 'fastify'
import { Problem, type ProblemCode } from '../problem'

type AnyError = Partial<FastifyError> & { code?: string; constraint?: string; message: string }

/** What Fastify refuses on its own. The messages of validation errors are made of our schemas: fit to show. */
const FRAMEWORK: Partial<Record<string, [ProblemCode, string]>> = {
  FST_ERR_BAD_URL: ['malformed-url', 'The URL is not properly percent-encoded.'],
  FST_ERR_MAX_PARAM_LENGTH: ['url-too-long', 'A part of the path is too long.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed-json', 'The body is empty, but the content type says JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed-json', 'The body is not valid JSON, or has a forbidden key.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'Send the body as application/json.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload-too-large', 'The body exceeds the limit of this route.'],
}

/** SQLSTATEs, most specific first, and the codes of `database/errors.ts`. */
const DATABASE: [pattern: RegExp, code: ProblemCode, detail: string][] = [
  [/^POOL_EXHAUSTED$/, 'pool-exhausted', 'No database connection became free in time. Try again later.'],
  [/^CONNECTION_(FAILED|LOST)$/, 'database-unavailable', 'The database does not answer. Try again later.'],
  [/^(57014|25P0[34])$/, 'request-timeout', 'The database did not finish in time. Try again later.'],
  [/^(40...|55P03)$/, 'transaction-conflict', 'Another transaction was in the way. Try again.'],
  // Connection exceptions, resources (too many connections, disk full), shutdowns, I/O errors, a read-only standby.
  [
    /^(08|53|57P|58)...?$|^25006$/,
    'database-unavailable',
    'The database cannot serve requests now. Try again later.',
  ],
  [/^22...$/, 'validation-failed', 'A value is not one that the database can hold.'],
]

/** Says what a client may know about an error. */
export function toProblem(error: AnyError, request: FastifyRequest): Problem {
  const problem = classify(error)
  // Requests that fail before they are routed have no session at all, not even null.
  const outcome = request.session?.outcome ?? 'not-applied'
  if (problem.status !== 503 || outcome === 'not-applied') return problem
  return new Problem('outcome-unknown', 'The connection was lost while the database was committing.', {
    cause: error,
  })
}

function classify(error: AnyError): Problem {
  if (error instanceof Problem) return error
  const options = { cause: error }
  const code = error.code ?? ''
  if (error.validation) return new Problem('validation-failed', `${error.message}.`, options)
  if (code === '23505' && error.constraint === 'users_email_key') {
    return new Problem('email-taken', 'Another user has this e-mail address.', options)
  }
  const framework = FRAMEWORK[code]
  if (framework) return new Problem(...framework, options)
  const database = DATABASE.find(([pattern]) => pattern.test(code))
  if (database) return new Problem(database[1], database[2], options)
  const status = error.statusCode ?? 500
  if (status === 415)
    return new Problem('unsupported-media-type', 'Send the body as application/json.', options)
  if (status >= 400 && status < 500)
    return new Problem('bad-request', 'The request is not acceptable.', options)
  return new Problem('internal-error', 'The service failed. The log has the details.', options)
}
