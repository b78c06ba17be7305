import { expectNothingRevealed } from '../../support/checks/answers'
import { messageOf } from '../../support/errors'
import { readablePart, type Sketch } from '../requests/request'
import type { Answer } from '../sending/answer'
import type { Contract, DocumentedResponse } from './contract'

/** What a server may say about bytes that it cannot read as a request. */
const unreadable = [400, 408, 413, 414, 431]

/** What a valid request may be told: its user is not there, its email is taken, or that it should try again later. */
const excuses = [404, 409, 503]

const acceptableId = /^[\w.:~-]{1,128}$/

/**
 * Everything that is wrong with an answer, as sentences that are the same for the same defect.
 *
 * @param contract - what the service says about itself
 * @param position - which of the answers over one connection this is, from 0
 */
export function wrongsOf(contract: Contract, request: Sketch, answer: Answer, position = 0): string[] {
  const head = isHead(request)
  const wrongs = [...generalWrongs(request, answer)]
  if (answer.status >= 400) wrongs.push(...problemWrongs(contract, answer, head))
  const readable = position === 0 ? readablePart(request) : undefined
  if (!readable) return [...wrongs, ...unreadableWrongs(answer)]
  wrongs.push(...expectationWrongs(request, answer))
  const isAboutBytes = 'wire' in request && unreadable.includes(answer.status)
  return isAboutBytes ? wrongs : [...wrongs, ...contractWrongs(contract, readable, answer)]
}

function isHead(request: Sketch): boolean {
  return !('wire' in request) && request.method === 'HEAD'
}

function* generalWrongs(request: Sketch, { status, headers }: Answer): Generator<string> {
  const id = headers['x-request-id']
  if (id === undefined || !acceptableId.test(id)) yield 'no acceptable x-request-id'
  const given = 'wire' in request ? undefined : request.headers?.['x-request-id']
  if (typeof given === 'string' && acceptableId.test(given) && given !== id)
    yield 'another x-request-id than the request had'
  if (status >= 500 && status !== 503) yield `status ${status}`
}

function* unreadableWrongs({ status }: Answer): Generator<string> {
  if (!unreadable.includes(status)) yield `status ${status} for what is not HTTP`
}

/** A problem document by RFC 9457 and by the schema; with HEAD there is none to look at. */
function* problemWrongs(contract: Contract, answer: Answer, head: boolean): Generator<string> {
  const { status, headers, body } = answer
  if (mediaTypeOf(answer) !== 'application/problem+json') yield `status ${status} without a problem document`
  if ((status === 503) !== /^[1-9]\d*$/.test(headers['retry-after'] ?? ''))
    yield `status ${status} ${status === 503 ? 'without' : 'with'} Retry-After`
  if (head) return
  const problem = parsed(body)
  const mismatch = contract.mismatch(contract.problem, problem)
  if (mismatch !== undefined) {
    yield `a problem document that does not match its schema: ${mismatch}`
    return
  }
  const { status: claimed, request_id: id } = problem as { status: number; request_id: string }
  if (claimed !== status) yield `a problem document of status ${claimed} with status ${status}`
  if (id !== headers['x-request-id']) yield 'a problem document with another request id than the header'
  const revealed = reveals(body)
  if (revealed !== undefined) yield revealed
}

function reveals(body: string): string | undefined {
  try {
    expectNothingRevealed([body])
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function* contractWrongs(
  contract: Contract,
  { method, target }: { method: string; target: string },
  answer: Answer,
): Generator<string> {
  const found = contract.find(method, target)
  if (!found) {
    if (!forUnknown(target).includes(answer.status))
      yield `status ${answer.status} where the document has nothing`
    return
  }
  const response = found.operation.responses[answer.status]
  if (!response) yield `undocumented status ${answer.status} of ${method} ${found.template}`
  else yield* responseWrongs(contract, response, answer, method === 'HEAD')
}

/** What may be said about a request that the document does not know. */
function forUnknown(target: string): number[] {
  return isDecodable(target) ? [404, 405] : [400, 404, 405]
}

function isDecodable(target: string): boolean {
  try {
    decodeURIComponent(target.replace(/\?.*/s, ''))
    return true
  } catch {
    return false
  }
}

function* responseWrongs(
  contract: Contract,
  { content, headers = {} }: DocumentedResponse,
  answer: Answer,
  head: boolean,
): Generator<string> {
  for (const [name, { schema }] of Object.entries(headers)) {
    const mismatch = contract.mismatch(schema, answer.headers[name.toLowerCase()])
    if (mismatch !== undefined)
      yield `status ${answer.status} without its documented header ${name}: ${mismatch}`
  }
  const type = mediaTypeOf(answer)
  const media = content?.[type]
  if (content && !media) yield `status ${answer.status} of the undocumented type ${JSON.stringify(type)}`
  if ((head || !content) && answer.body !== '')
    yield `status ${answer.status} with a body, where there must be none`
  if (!media || head) return
  const mismatch = contract.mismatch(media.schema, type.endsWith('json') ? parsed(answer.body) : answer.body)
  if (mismatch !== undefined)
    yield `status ${answer.status} with a body that does not match its schema: ${mismatch}`
}

function* expectationWrongs({ expect }: Sketch, { status }: Answer): Generator<string> {
  if (expect === 'refused' && status < 400) yield `status ${status} for a request that must be refused`
  if (expect === 'served' && status >= 400 && !excuses.includes(status))
    yield `status ${status} for a request that is valid`
}

function mediaTypeOf({ headers }: Answer): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
}

/** The value of a body; a body that is no JSON is no value of any schema. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}
