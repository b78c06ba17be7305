import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Problem, PROBLEM_TYPE, type ProblemCode } from '../problem'
import { newRequestId } from './request_id'

/** What happened on a connection so far. */
interface Exchange {
  /** The latest request. */
  request: IncomingMessage
  response: ServerResponse
  /** The answers that are not complete, in the order of their requests. */
  unfinished: Set<ServerResponse>
}

const exchanges = new WeakMap<Socket, Exchange>()
const refused = new WeakSet<Socket>()

/** Keeps in mind which requests a connection waits for. */
export function rememberExchange(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request
  const unfinished = exchanges.get(socket)?.unfinished ?? new Set()
  unfinished.add(response)
  response.once('close', () => unfinished.delete(response))
  exchanges.set(socket, { request, response, unfinished })
}

const CODES: Partial<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-incomplete',
}

/**
 * Answers what is not HTTP (any more) and closes the connection. The answer comes after those of the requests before
 * it: a client takes answers in their order, and would believe that the request it made first had been refused.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  // Bytes that follow, and the end of the connection, are errors again.
  if (refused.has(socket)) return
  refused.add(socket)

  const exchange = exchanges.get(socket)
  const broken = exchange?.request.complete === false ? exchange.response : undefined
  if (broken?.headersSent) {
    // The request was answered before its end, which cannot be read. Another answer would be taken for the next one's.
    socket.destroySoon()
    return
  }
  const refuse = (): void => {
    const code = CODES[error.code ?? ''] ?? 'bad-request'
    writeProblem(socket, new Problem(code, 'The request could not be read as HTTP.'))
  }
  const previous = [...(exchange?.unfinished ?? [])].filter((response) => response !== broken).at(-1)
  if (previous) previous.once('close', refuse)
  else refuse()
}

/** Answers on a connection without a request to reply to, and closes it. */
export function writeProblem(socket: Socket, problem: Problem): void {
  if (!socket.writable) return
  const id = newRequestId()
  const body = JSON.stringify(problem.toDocument(id))
  socket.end(
    [
      `HTTP/1.1 ${problem.status} `,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${id}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
