import http from 'node:http'
import { urlToHttpOptions } from 'node:url'
import got, { type Got, type OptionsInit } from 'got'

export type Method = 'GET' | 'POST' | 'DELETE'

/** What came back, complete or not at all: an answer that breaks off has a `failure` and no `status`. */
export type Reply = { status: number; retryAfter: string | undefined; body: string } | { failure: string }

/**
 * Sends requests to one origin over kept-alive connections and never throws: a failed request is a
 * `Reply` too.
 *
 * It uses got's streams. got's promises build an HTTPError for every failed request, so they slow down
 * exactly when the service fails, and they cost more when it does not.
 */
export class Transport {
  private readonly agent: http.Agent
  private readonly senders: Record<Method, Got>

  /** @param timeout - milliseconds for a whole request, from asking for a connection to the last byte */
  constructor(origin: URL, timeout: number) {
    this.agent = new http.Agent({ keepAlive: true, maxFreeSockets: Infinity })
    const common = got.extend({
      retry: { limit: 0 },
      timeout: { request: timeout },
      throwHttpErrors: false,
      followRedirect: false,
      decompress: false,
      // Node's parser already reports a body that breaks off.
      strictContentLength: false,
      request: requestFunction(origin, this.agent),
    })
    this.senders = {
      GET: common.extend({ method: 'GET' }),
      POST: common.extend({ method: 'POST', headers: { 'content-type': 'application/json' } }),
      DELETE: common.extend({ method: 'DELETE' }),
    }
  }

  /** Sends one request and resolves when its answer is complete or can no longer be. */
  send(method: Method, url: string, body?: string): Promise<Reply> {
    return new Promise((resolve) => {
      const stream = this.senders[method].stream(url)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('end', () => {
        const { statusCode: status, headers } = stream.response as http.IncomingMessage & {
          statusCode: number
        }
        resolve({ status, retryAfter: headers['retry-after'], body: textOf(chunks) })
      })
      stream.on('error', (error: NodeJS.ErrnoException) => {
        resolve({ failure: error.code ?? error.name })
      })
      if (method !== 'GET') stream.end(body)
    })
  }

  /** Closes every connection; requests in flight end with a failure. */
  close(): void {
    this.agent.destroy()
  }
}

/** Hands node only the options that matter: got passes about 35, which node copies several times per request. */
function requestFunction(origin: URL, agent: http.Agent): NonNullable<OptionsInit['request']> {
  const { hostname, port, protocol } = urlToHttpOptions(origin)
  return (url, { method, headers }, callback) =>
    http.request(
      {
        protocol,
        hostname,
        port,
        path: url.pathname + url.search,
        method,
        headers,
        agent,
      } as http.RequestOptions,
      callback,
    )
}

function textOf(chunks: Buffer[]): string {
  const [first, ...more] = chunks
  if (first === undefined) return ''
  return more.length === 0 ? first.toString() : Buffer.concat(chunks).toString()
}
